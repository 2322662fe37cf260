import type { OperatorDefinition } from '@secrule/program'
import { registry } from '../registry.js'

export const operators = registry<OperatorDefinition>([])

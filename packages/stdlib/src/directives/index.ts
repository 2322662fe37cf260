import type { DirectiveDefinition } from '@secrule/program'
import { registry } from '../registry.js'

export const directives = registry<DirectiveDefinition>([])

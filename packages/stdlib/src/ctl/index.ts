import type { CtlDefinition } from '@secrule/program'
import { registry } from '../registry.js'
import { auditEngine } from './audit-engine.js'
import { auditLogParts } from './audit-log-parts.js'
import { debugLogLevel } from './debug-log-level.js'
import { forceRequestBodyVariable } from './force-request-body-variable.js'
import { forceResponseBodyVariable } from './force-response-body-variable.js'
import { hashEnforcement } from './hash-enforcement.js'
import { hashEngine } from './hash-engine.js'
import { requestBodyAccess } from './request-body-access.js'
import { requestBodyLimit } from './request-body-limit.js'
import { requestBodyProcessor } from './request-body-processor.js'
import { responseBodyAccess } from './response-body-access.js'
import { responseBodyLimit } from './response-body-limit.js'
import { responseBodyProcessor } from './response-body-processor.js'
import { ruleEngine } from './rule-engine.js'
import { ruleRemoveById } from './rule-remove-by-id.js'
import { ruleRemoveByMsg } from './rule-remove-by-msg.js'
import { ruleRemoveByTag } from './rule-remove-by-tag.js'
import { ruleRemoveTargetById } from './rule-remove-target-by-id.js'
import { ruleRemoveTargetByMsg } from './rule-remove-target-by-msg.js'
import { ruleRemoveTargetByTag } from './rule-remove-target-by-tag.js'

export const ctlOptions = registry<CtlDefinition>([
  auditEngine,
  auditLogParts,
  debugLogLevel,
  forceRequestBodyVariable,
  forceResponseBodyVariable,
  hashEnforcement,
  hashEngine,
  requestBodyAccess,
  requestBodyLimit,
  requestBodyProcessor,
  responseBodyAccess,
  responseBodyLimit,
  responseBodyProcessor,
  ruleEngine,
  ruleRemoveById,
  ruleRemoveByMsg,
  ruleRemoveByTag,
  ruleRemoveTargetById,
  ruleRemoveTargetByMsg,
  ruleRemoveTargetByTag,
])

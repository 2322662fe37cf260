import type { DirectiveDefinition } from '@secrule/program'
import { registry } from '../registry.js'
import { include } from './include.js'
import { includeOptional } from './include-optional.js'
import { secAction } from './sec-action.js'
import { secArgumentSeparator } from './sec-argument-separator.js'
import { secArgumentsLimit } from './sec-arguments-limit.js'
import { secAuditEngine } from './sec-audit-engine.js'
import { secAuditLog } from './sec-audit-log.js'
import { secAuditLogDirMode } from './sec-audit-log-dir-mode.js'
import { secAuditLogFileMode } from './sec-audit-log-file-mode.js'
import { secAuditLogFormat } from './sec-audit-log-format.js'
import { secAuditLogParts } from './sec-audit-log-parts.js'
import { secAuditLogRelevantStatus } from './sec-audit-log-relevant-status.js'
import { secAuditLogStorageDir } from './sec-audit-log-storage-dir.js'
import { secAuditLogType } from './sec-audit-log-type.js'
import { secAuditLog2 } from './sec-audit-log2.js'
import { secCacheTransformations } from './sec-cache-transformations.js'
import { secChrootDir } from './sec-chroot-dir.js'
import { secCollectionTimeout } from './sec-collection-timeout.js'
import { secComponentSignature } from './sec-component-signature.js'
import { secConnEngine } from './sec-conn-engine.js'
import { secConnReadStateLimit } from './sec-conn-read-state-limit.js'
import { secConnWriteStateLimit } from './sec-conn-write-state-limit.js'
import { secContentInjection } from './sec-content-injection.js'
import { secCookieFormat } from './sec-cookie-format.js'
import { secCookiev0Separator } from './sec-cookiev0-separator.js'
import { secDataDir } from './sec-data-dir.js'
import { secDataset } from './sec-dataset.js'
import { secDebugLog } from './sec-debug-log.js'
import { secDebugLogLevel } from './sec-debug-log-level.js'
import { secDefaultAction } from './sec-default-action.js'
import { secDisableBackendCompression } from './sec-disable-backend-compression.js'
import { secGeoLookupDB } from './sec-geo-lookup-db.js'
import { secGsbLookupDB } from './sec-gsb-lookup-db.js'
import { secGuardianLog } from './sec-guardian-log.js'
import { secHashEngine } from './sec-hash-engine.js'
import { secHashKey } from './sec-hash-key.js'
import { secHashMethodPm } from './sec-hash-method-pm.js'
import { secHashMethodRx } from './sec-hash-method-rx.js'
import { secHashParam } from './sec-hash-param.js'
import { secHttpBlKey } from './sec-http-bl-key.js'
import { secIgnoreRuleCompilationErrors } from './sec-ignore-rule-compilation-errors.js'
import { secInterceptOnError } from './sec-intercept-on-error.js'
import { secMarker } from './sec-marker.js'
import { secPcreMatchLimit } from './sec-pcre-match-limit.js'
import { secPcreMatchLimitRecursion } from './sec-pcre-match-limit-recursion.js'
import { secRemoteRules } from './sec-remote-rules.js'
import { secRemoteRulesFailAction } from './sec-remote-rules-fail-action.js'
import { secRequestBodyAccess } from './sec-request-body-access.js'
import { secRequestBodyInMemoryLimit } from './sec-request-body-in-memory-limit.js'
import { secRequestBodyJsonDepthLimit } from './sec-request-body-json-depth-limit.js'
import { secRequestBodyLimit } from './sec-request-body-limit.js'
import { secRequestBodyLimitAction } from './sec-request-body-limit-action.js'
import { secRequestBodyNoFilesLimit } from './sec-request-body-no-files-limit.js'
import { secRequestEncoding } from './sec-request-encoding.js'
import { secResponseBodyAccess } from './sec-response-body-access.js'
import { secResponseBodyLimit } from './sec-response-body-limit.js'
import { secResponseBodyLimitAction } from './sec-response-body-limit-action.js'
import { secResponseBodyMimeType } from './sec-response-body-mime-type.js'
import { secResponseBodyMimeTypesClear } from './sec-response-body-mime-types-clear.js'
import { secRule } from './sec-rule.js'
import { secRuleEngine } from './sec-rule-engine.js'
import { secRuleInheritance } from './sec-rule-inheritance.js'
import { secRulePerfTime } from './sec-rule-perf-time.js'
import { secRuleRemoveById } from './sec-rule-remove-by-id.js'
import { secRuleRemoveByMsg } from './sec-rule-remove-by-msg.js'
import { secRuleRemoveByTag } from './sec-rule-remove-by-tag.js'
import { secRuleScript } from './sec-rule-script.js'
import { secRuleUpdateActionById } from './sec-rule-update-action-by-id.js'
import { secRuleUpdateTargetById } from './sec-rule-update-target-by-id.js'
import { secRuleUpdateTargetByMsg } from './sec-rule-update-target-by-msg.js'
import { secRuleUpdateTargetByTag } from './sec-rule-update-target-by-tag.js'
import { secRxPreFilter } from './sec-rx-pre-filter.js'
import { secSensorId } from './sec-sensor-id.js'
import { secServerSignature } from './sec-server-signature.js'
import { secStatusEngine } from './sec-status-engine.js'
import { secStreamInBodyInspection } from './sec-stream-in-body-inspection.js'
import { secStreamOutBodyInspection } from './sec-stream-out-body-inspection.js'
import { secTmpDir } from './sec-tmp-dir.js'
import { secTmpSaveUploadedFiles } from './sec-tmp-save-uploaded-files.js'
import { secUnicodeCodePage } from './sec-unicode-code-page.js'
import { secUnicodeMap } from './sec-unicode-map.js'
import { secUnicodeMapFile } from './sec-unicode-map-file.js'
import { secUploadDir } from './sec-upload-dir.js'
import { secUploadFileLimit } from './sec-upload-file-limit.js'
import { secUploadFileMode } from './sec-upload-file-mode.js'
import { secUploadKeepFiles } from './sec-upload-keep-files.js'
import { secWebAppId } from './sec-web-app-id.js'
import { secXmlExternalEntity } from './sec-xml-external-entity.js'

/** All directives. A table, hence its length. */
export const directives = registry<DirectiveDefinition>([
  secRule,
  secAction,
  secMarker,
  secDefaultAction,
  secRuleScript,
  secRuleEngine,
  secRuleInheritance,
  secRuleRemoveById,
  secRuleRemoveByTag,
  secRuleRemoveByMsg,
  secRuleUpdateTargetById,
  secRuleUpdateTargetByTag,
  secRuleUpdateTargetByMsg,
  secRuleUpdateActionById,
  secComponentSignature,
  secIgnoreRuleCompilationErrors,
  secDataset,
  secRxPreFilter,
  include,
  includeOptional,
  secRequestBodyAccess,
  secRequestBodyLimit,
  secRequestBodyNoFilesLimit,
  secRequestBodyInMemoryLimit,
  secRequestBodyLimitAction,
  secRequestBodyJsonDepthLimit,
  secArgumentsLimit,
  secArgumentSeparator,
  secCookieFormat,
  secCookiev0Separator,
  secRequestEncoding,
  secXmlExternalEntity,
  secResponseBodyAccess,
  secResponseBodyLimit,
  secResponseBodyLimitAction,
  secResponseBodyMimeType,
  secResponseBodyMimeTypesClear,
  secDisableBackendCompression,
  secContentInjection,
  secStreamInBodyInspection,
  secStreamOutBodyInspection,
  secUploadDir,
  secUploadFileLimit,
  secUploadFileMode,
  secUploadKeepFiles,
  secTmpSaveUploadedFiles,
  secTmpDir,
  secDataDir,
  secAuditEngine,
  secAuditLog,
  secAuditLog2,
  secAuditLogType,
  secAuditLogFormat,
  secAuditLogParts,
  secAuditLogRelevantStatus,
  secAuditLogStorageDir,
  secAuditLogDirMode,
  secAuditLogFileMode,
  secDebugLog,
  secDebugLogLevel,
  secGuardianLog,
  secSensorId,
  secServerSignature,
  secWebAppId,
  secStatusEngine,
  secRulePerfTime,
  secCollectionTimeout,
  secGeoLookupDB,
  secGsbLookupDB,
  secHttpBlKey,
  secUnicodeMapFile,
  secUnicodeCodePage,
  secUnicodeMap,
  secRemoteRules,
  secRemoteRulesFailAction,
  secPcreMatchLimit,
  secPcreMatchLimitRecursion,
  secConnEngine,
  secConnReadStateLimit,
  secConnWriteStateLimit,
  secInterceptOnError,
  secCacheTransformations,
  secChrootDir,
  secHashEngine,
  secHashKey,
  secHashParam,
  secHashMethodRx,
  secHashMethodPm,
])

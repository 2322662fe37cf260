import type { Settings } from './settings.js'
import { between, count, flag, listOf, nullable, oneOf, record, type Shape, text } from './shape.js'

/** A file mode: permissions, and the bits for sticky folders and set ids. */
const mode = between(0, 0o7777)
const byte: Shape = (value) => typeof value === 'string' && value.length === 1
const connections = nullable(record({ limit: count, addresses: nullable(text) }))

/** What each setting may be. A new setting has to be told of here. */
const shapes: Readonly<Record<keyof Settings, Shape>> = {
  ruleEngine: oneOf('On', 'Off', 'DetectionOnly'),
  requestBodyAccess: flag,
  requestBodyLimit: count,
  requestBodyNoFilesLimit: nullable((value) => value === 'follow' || count(value)),
  requestBodyInMemoryLimit: count,
  requestBodyLimitAction: oneOf('Reject', 'ProcessPartial'),
  requestBodyJsonDepthLimit: count,
  argumentsLimit: count,
  argumentSeparator: byte,
  cookieFormat: oneOf(0, 1),
  cookieV0Separator: byte,
  requestEncoding: nullable(text),
  xmlExternalEntity: flag,
  responseBodyAccess: flag,
  responseBodyLimit: count,
  responseBodyLimitAction: oneOf('Reject', 'ProcessPartial'),
  responseBodyMimeTypes: listOf(text),
  responseBodyMimeTypesDefault: flag,
  disableBackendCompression: flag,
  contentInjection: flag,
  streamInBodyInspection: flag,
  streamOutBodyInspection: flag,
  uploadDir: nullable(text),
  uploadFileLimit: count,
  uploadFileMode: mode,
  uploadKeepFiles: oneOf('On', 'Off', 'RelevantOnly'),
  tmpSaveUploadedFiles: flag,
  tmpDir: nullable(text),
  dataDir: nullable(text),
  auditEngine: oneOf('On', 'Off', 'RelevantOnly'),
  auditLog: nullable(text),
  auditLog2: nullable(text),
  auditLogType: oneOf('Serial', 'Concurrent', 'HTTPS', 'Syslog'),
  auditLogFormat: oneOf('Native', 'JSON', 'OCSF', 'JSONLegacy'),
  auditLogParts: text,
  auditLogRelevantStatus: nullable(text),
  auditLogStorageDir: nullable(text),
  auditLogDirMode: mode,
  auditLogFileMode: mode,
  debugLog: nullable(text),
  debugLogLevel: between(0, 9),
  guardianLog: nullable(record({ command: text, environment: nullable(text), negated: flag })),
  sensorId: nullable(text),
  serverSignature: nullable(text),
  webAppId: text,
  componentSignatures: listOf(text),
  rulePerfTime: nullable(count),
  collectionTimeout: count,
  geoLookupDb: nullable(text),
  gsbLookupDb: nullable(text),
  httpBlKey: nullable(text),
  unicodeMap: nullable(listOf(count)),
  unicodeCodePage: count,
  remoteRulesFailAction: oneOf('Abort', 'Warn'),
  pcreMatchLimit: nullable(count),
  pcreMatchLimitRecursion: nullable(count),
  connEngine: oneOf('On', 'Off', 'DetectionOnly'),
  connReadStateLimit: connections,
  connWriteStateLimit: connections,
  interceptOnError: flag,
  rxPreFilter: flag,
  hashEngine: flag,
  hashEnforcement: flag,
  hashKey: nullable(record({ text, with: oneOf('KeyOnly', 'SessionID', 'RemoteIP') })),
  hashParam: text,
  hashMethods: listOf(record({ place: text, by: oneOf('rx', 'pm'), argument: text })),
}

/** The setting of a decoded Program that cannot be used, in words, or null. */
export function settingsFault(settings: unknown): string | null {
  if (typeof settings !== 'object' || settings === null) return 'the settings are missing'
  const wrong = Object.entries(shapes).find(
    ([name, shape]) => !Object.hasOwn(settings, name) || !shape((settings as Record<string, unknown>)[name]),
  )
  return wrong === undefined ? null : `the setting \`${wrong[0]}\` is not valid`
}

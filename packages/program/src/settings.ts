/** What the directives of a ruleset set, with the value that holds when no directive is given. Plain data. */
export interface Settings {
  ruleEngine: 'On' | 'Off' | 'DetectionOnly'
  requestBodyAccess: boolean
  requestBodyLimit: number
  /** `follow`: as SecRequestBodyLimit says, which was given. Null: neither was given, so 131,072 bytes. */
  requestBodyNoFilesLimit: number | 'follow' | null
  requestBodyInMemoryLimit: number
  requestBodyLimitAction: 'Reject' | 'ProcessPartial'
  requestBodyJsonDepthLimit: number
  argumentsLimit: number
  argumentSeparator: string
  cookieFormat: 0 | 1
  cookieV0Separator: string
  requestEncoding: string | null
  xmlExternalEntity: boolean
  responseBodyAccess: boolean
  responseBodyLimit: number
  responseBodyLimitAction: 'Reject' | 'ProcessPartial'
  /** Lower-case media types; `null` stands for a missing one, `*` for all. */
  responseBodyMimeTypes: string[]
  /** Whether the list is still the built-in one, which the first SecResponseBodyMimeType replaces. */
  responseBodyMimeTypesDefault: boolean
  disableBackendCompression: boolean
  contentInjection: boolean
  streamInBodyInspection: boolean
  streamOutBodyInspection: boolean
  uploadDir: string | null
  uploadFileLimit: number
  uploadFileMode: number
  uploadKeepFiles: 'On' | 'Off' | 'RelevantOnly'
  tmpSaveUploadedFiles: boolean
  tmpDir: string | null
  dataDir: string | null
  auditEngine: 'On' | 'Off' | 'RelevantOnly'
  auditLog: string | null
  auditLog2: string | null
  auditLogType: 'Serial' | 'Concurrent' | 'HTTPS' | 'Syslog'
  auditLogFormat: 'Native' | 'JSON' | 'OCSF' | 'JSONLegacy'
  auditLogParts: string
  /** Source of a regular expression searched in the decimal status, or null. */
  auditLogRelevantStatus: string | null
  auditLogStorageDir: string | null
  auditLogDirMode: number
  auditLogFileMode: number
  debugLog: string | null
  debugLogLevel: number
  guardianLog: { command: string; environment: string | null; negated: boolean } | null
  sensorId: string | null
  serverSignature: string | null
  webAppId: string
  componentSignatures: string[]
  rulePerfTime: number | null
  collectionTimeout: number
  geoLookupDb: string | null
  gsbLookupDb: string | null
  httpBlKey: string | null
  /** Code point to byte of the unicode map file: pairs, flat. Null is the built-in table of code page 20127. */
  unicodeMap: readonly number[] | null
  unicodeCodePage: number
  remoteRulesFailAction: 'Abort' | 'Warn'
  /** Null: not given, so 100,000. */
  pcreMatchLimit: number | null
  pcreMatchLimitRecursion: number | null
  connEngine: 'On' | 'Off' | 'DetectionOnly'
  connReadStateLimit: { limit: number; addresses: string | null } | null
  connWriteStateLimit: { limit: number; addresses: string | null } | null
  interceptOnError: boolean
  rxPreFilter: boolean
  hashEngine: boolean
  hashEnforcement: boolean
  hashKey: { text: string; with: 'KeyOnly' | 'SessionID' | 'RemoteIP' } | null
  hashParam: string
  hashMethods: { place: string; by: 'rx' | 'pm'; argument: string }[]
}

/** Fresh settings, as they stand before the first directive. */
export function defaultSettings(): Settings {
  return {
    ruleEngine: 'Off',
    requestBodyAccess: false,
    requestBodyLimit: 13_107_200,
    requestBodyNoFilesLimit: null,
    requestBodyInMemoryLimit: 131_072,
    requestBodyLimitAction: 'Reject',
    requestBodyJsonDepthLimit: 512,
    argumentsLimit: 1000,
    argumentSeparator: '&',
    cookieFormat: 0,
    cookieV0Separator: ';',
    requestEncoding: null,
    xmlExternalEntity: false,
    responseBodyAccess: false,
    responseBodyLimit: 524_288,
    responseBodyLimitAction: 'Reject',
    responseBodyMimeTypes: ['text/plain', 'text/html'],
    responseBodyMimeTypesDefault: true,
    disableBackendCompression: false,
    contentInjection: false,
    streamInBodyInspection: false,
    streamOutBodyInspection: false,
    uploadDir: null,
    uploadFileLimit: 100,
    uploadFileMode: 0o600,
    uploadKeepFiles: 'Off',
    tmpSaveUploadedFiles: false,
    tmpDir: null,
    dataDir: null,
    auditEngine: 'Off',
    auditLog: null,
    auditLog2: null,
    auditLogType: 'Serial',
    auditLogFormat: 'Native',
    auditLogParts: 'ABCFHZ',
    auditLogRelevantStatus: null,
    auditLogStorageDir: null,
    auditLogDirMode: 0o750,
    auditLogFileMode: 0o640,
    debugLog: null,
    debugLogLevel: 0,
    guardianLog: null,
    sensorId: null,
    serverSignature: null,
    webAppId: 'default',
    componentSignatures: [],
    rulePerfTime: null,
    collectionTimeout: 3600,
    geoLookupDb: null,
    gsbLookupDb: null,
    httpBlKey: null,
    unicodeMap: null,
    unicodeCodePage: 20127,
    remoteRulesFailAction: 'Abort',
    pcreMatchLimit: null,
    pcreMatchLimitRecursion: null,
    connEngine: 'Off',
    connReadStateLimit: null,
    connWriteStateLimit: null,
    interceptOnError: false,
    rxPreFilter: true,
    hashEngine: false,
    hashEnforcement: false,
    hashKey: null,
    hashParam: 'crypt',
    hashMethods: [],
  }
}

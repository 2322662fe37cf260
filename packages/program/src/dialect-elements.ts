/** Names of elements of the language by their kind, as the registries spell them. */
export interface ElementNames {
  readonly directives: readonly string[]
  readonly variables: readonly string[]
  readonly operators: readonly string[]
  readonly transformations: readonly string[]
  readonly actions: readonly string[]
  /** Options of ctl. */
  readonly options: readonly string[]
}

const list = (text: string): readonly string[] => text.split(/\s+/).filter((name) => name !== '')

function names(texts: Partial<Record<keyof ElementNames, string>>): ElementNames {
  return {
    directives: list(texts.directives ?? ''),
    variables: list(texts.variables ?? ''),
    operators: list(texts.operators ?? ''),
    transformations: list(texts.transformations ?? ''),
    actions: list(texts.actions ?? ''),
    options: list(texts.options ?? ''),
  }
}

export const noElements = names({})

const hashParts = 'SecHashKey SecHashParam SecHashMethodRx SecHashMethodPm'
const connectionLimits = 'SecConnReadStateLimit SecConnWriteStateLimit'
const timesAndScripts =
  'PERF_ALL PERF_COMBINED PERF_GC PERF_LOGGING PERF_PHASE1 PERF_PHASE2 PERF_PHASE3 PERF_PHASE4 PERF_PHASE5 PERF_RULES ' +
  'PERF_SREAD PERF_SWRITE SCRIPT_BASENAME SCRIPT_FILENAME SCRIPT_GID SCRIPT_GROUPNAME SCRIPT_MODE SCRIPT_UID ' +
  'SCRIPT_USERNAME SDBM_DELETE_ERROR'
const ofResponses =
  'RESPONSE_XML RESPONSE_ARGS RES_BODY_PROCESSOR RES_BODY_ERROR RES_BODY_ERROR_MSG RES_BODY_PROCESSOR_ERROR ' +
  'RES_BODY_PROCESSOR_ERROR_MSG'
const onlyVersion2 =
  'append deprecatevar pause prepend proxy sanitiseArg sanitiseMatched sanitiseMatchedBytes sanitiseRequestHeader ' +
  'sanitiseResponseHeader'

/** What ModSecurity 2 does not know. */
export const unknownTo2 = names({
  directives: 'SecIgnoreRuleCompilationErrors SecDataset SecRxPreFilter SecUnicodeMap',
  variables: `ARGS_PATH JSON MSC_PCRE_ERROR MSC_PCRE_LIMITS_EXCEEDED REQUEST_XML ${ofResponses} STATUS`,
  operators: 'ipMatchFromDataset pmFromDataset restpath rxGlobal validateNid verifySVNR',
  transformations: 'uppercase',
  options: 'forceResponseBodyVariable responseBodyProcessor',
})

/** What libmodsecurity 3 does not know, or refuses with a parse error. */
export const unknownTo3 = names({
  directives:
    'SecIgnoreRuleCompilationErrors SecDataset SecRxPreFilter IncludeOptional SecRequestBodyInMemoryLimit ' +
    `SecCookiev0Separator SecRequestEncoding SecStreamInBodyInspection SecStreamOutBodyInspection SecGuardianLog ` +
    `SecSensorId SecServerSignature SecRulePerfTime SecGsbLookupDB SecUnicodeCodePage SecUnicodeMap ${connectionLimits} ` +
    `SecCacheTransformations SecChrootDir ${hashParts}`,
  variables:
    `ARGS_PATH JSON MULTIPART_CRLF_LINE REQUEST_XML ${ofResponses} ${timesAndScripts} STREAM_INPUT_BODY ` +
    'STREAM_OUTPUT_BODY USERAGENT_IP WEBSERVER_ERROR_LOG',
  operators: 'ipMatchFromDataset noMatch pmFromDataset restpath validateNid gsbLookup rsub validateHash',
  actions: onlyVersion2,
  options:
    'debugLogLevel forceResponseBodyVariable hashEnforcement hashEngine requestBodyLimit responseBodyAccess ' +
    'responseBodyLimit responseBodyProcessor ruleRemoveByMsg ruleRemoveTargetByMsg',
})

/** What libmodsecurity 3 takes without any effect. */
export const idleIn3 = names({
  directives: 'SecTmpDir SecDataDir SecStatusEngine SecCollectionTimeout SecPcreMatchLimitRecursion',
  options: 'forceRequestBodyVariable',
})

/** What Coraza does not know. */
export const unknownToCoraza = names({
  directives:
    'SecRuleInheritance IncludeOptional SecCookiev0Separator SecRequestEncoding SecXmlExternalEntity ' +
    'SecDisableBackendCompression SecContentInjection SecStreamInBodyInspection SecStreamOutBodyInspection ' +
    'SecTmpSaveUploadedFiles SecAuditLog2 SecGuardianLog SecStatusEngine SecGeoLookupDB SecUnicodeMapFile ' +
    'SecUnicodeCodePage SecRemoteRules SecInterceptOnError SecCacheTransformations SecChrootDir',
  variables:
    `GLOBAL MODSEC_BUILD MSC_PCRE_ERROR MSC_PCRE_LIMITS_EXCEEDED MULTIPART_CRLF_LINE ${timesAndScripts} REMOTE_USER ` +
    'RESOURCE SESSION STATUS STREAM_INPUT_BODY STREAM_OUTPUT_BODY USER USERAGENT_IP WEBAPPID WEBSERVER_ERROR_LOG',
  operators:
    'containsWord fuzzyHash gsbLookup rsub rxGlobal validateDTD validateHash verifyCC verifyCPF verifySSN verifySVNR',
  transformations: 'parityEven7bit parityOdd7bit parityZero7bit sqlHexDecode',
  actions: `accuracy ${onlyVersion2} setrsc setsid setuid xmlns`,
})

/** What Coraza takes without any effect; variables that it declares and never fills. */
export const idleInCoraza = names({
  directives:
    'SecRuleScript SecRuleUpdateTargetByMsg SecRequestBodyNoFilesLimit SecArgumentSeparator SecCookieFormat ' +
    'SecUploadFileLimit SecTmpDir SecDataDir SecServerSignature SecRulePerfTime SecCollectionTimeout SecGsbLookupDB ' +
    `SecHttpBlKey SecUnicodeMap SecPcreMatchLimit SecPcreMatchLimitRecursion SecConnEngine ${connectionLimits} ` +
    `SecHashEngine ${hashParts}`,
  variables:
    'AUTH_TYPE DURATION FILES_TMP_CONTENT FULL_REQUEST FULL_REQUEST_LENGTH GEO IP JSON MULTIPART_BOUNDARY_QUOTED ' +
    'MULTIPART_BOUNDARY_WHITESPACE MULTIPART_CRLF_LF_LINES MULTIPART_DATA_AFTER MULTIPART_DATA_BEFORE ' +
    'MULTIPART_FILE_LIMIT_EXCEEDED MULTIPART_HEADER_FOLDING MULTIPART_INVALID_HEADER_FOLDING MULTIPART_INVALID_PART ' +
    'MULTIPART_INVALID_QUOTING MULTIPART_LF_LINE MULTIPART_MISSING_SEMICOLON MULTIPART_UNMATCHED_BOUNDARY ' +
    'MULTIPART_FILENAME MULTIPART_NAME PATH_INFO REMOTE_HOST RESPONSE_XML SESSIONID STATUS_LINE USERID',
  actions: 'exec expirevar initcol',
  options: 'hashEnforcement hashEngine',
})

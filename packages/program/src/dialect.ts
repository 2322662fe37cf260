/** The behaviours a ruleset can be compiled for. `secrule` is our own: the best of the engines, exact. */
export type DialectName = 'secrule' | 'modsecurity3' | 'modsecurity2' | 'coraza'

/** Every point in which the dialects differ. Code asks for a knob, never for a dialect by name. */
export interface Dialect {
  readonly name: DialectName
  /** `^` and `$` of @rx match at line ends too. */
  readonly multilineRegex: boolean
  /** A selector of ARGS and its kin compares with case. */
  readonly caseSensitiveArguments: boolean
  /** The names that the JSON body processor gives. */
  readonly jsonNaming: 'modsecurity3' | 'modsecurity2' | 'coraza'
  /** JSON values stand in ARGS_POST too, not in ARGS alone. */
  readonly jsonInArgumentsPost: boolean
  /** Status of a body over its limit. */
  readonly requestLimitStatus: number
  readonly responseLimitStatus: number
  /** REQUEST_URI and REQUEST_FILENAME are percent-decoded once. */
  readonly decodedUri: boolean
  /** REQUEST_BODY leaves the contents of uploaded files out. */
  readonly bodyWithoutFiles: boolean
  /** REQUEST_BODY is empty for a parsed XML body unless it is forced: its text and attributes are in XML. */
  readonly bodyWithoutXml: boolean
  /** SecRuleRemoveByTag and its kin: a regular expression is searched for, or the whole text compared. */
  readonly removalBy: 'regex' | 'text'
  /** Phase 4 runs although the response body was not inspected. */
  readonly phase4Always: boolean
  /** Arithmetic of setvar may go below zero. */
  readonly negativeCounters: boolean
  /** A rule without a disruptive action takes that of SecDefaultAction. */
  readonly inheritsDisruptive: boolean
}

const secrule: Dialect = {
  name: 'secrule',
  multilineRegex: false,
  caseSensitiveArguments: false,
  jsonNaming: 'modsecurity3',
  jsonInArgumentsPost: true,
  requestLimitStatus: 413,
  responseLimitStatus: 500,
  decodedUri: true,
  bodyWithoutFiles: true,
  bodyWithoutXml: true,
  removalBy: 'regex',
  phase4Always: true,
  negativeCounters: true,
  inheritsDisruptive: true,
}

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  secrule,
  modsecurity3: {
    ...secrule,
    name: 'modsecurity3',
    multilineRegex: true,
    jsonInArgumentsPost: false,
    requestLimitStatus: 403,
    responseLimitStatus: 403,
    bodyWithoutFiles: false,
    bodyWithoutXml: false,
    removalBy: 'text',
    phase4Always: false,
    inheritsDisruptive: false,
  },
  modsecurity2: {
    ...secrule,
    name: 'modsecurity2',
    jsonNaming: 'modsecurity2',
    jsonInArgumentsPost: false,
    decodedUri: false,
    negativeCounters: false,
  },
  coraza: {
    ...secrule,
    name: 'coraza',
    multilineRegex: true,
    jsonNaming: 'coraza',
    decodedUri: false,
    removalBy: 'text',
  },
}

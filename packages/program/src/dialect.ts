import type { Code } from './catalogue.js'
import {
  type ElementNames,
  idleIn3,
  idleInCoraza,
  noElements,
  unknownTo2,
  unknownTo3,
  unknownToCoraza,
} from './dialect-elements.js'
import type { Settings } from './settings.js'

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
  /** What holds before the first directive, where it is not our own. */
  readonly settings: Partial<Settings>
  /** Problems of a load that the engine takes: they are warnings. */
  readonly accepted: readonly Code[]
  /** Warnings that stop a load. */
  readonly refused: readonly Code[]
  /** SecAction may do without an id. */
  readonly actionWithoutId: boolean
  /** `.` may stand for `:` between a variable and its key. */
  readonly dotSelectors: boolean
  /** A pattern that does not compile makes its rule one that never matches, instead of an error. */
  readonly badPatternsNeverMatch: boolean
  /** A chain whose last rule announces another one loads; it never matches. */
  readonly unfinishedChains: boolean
  /** `%{ARGS:/x/}` gives the first member whose key fits. */
  readonly patternMacros: boolean
  /** A `%` directly behind a macro belongs to it. */
  readonly percentEndsMacro: boolean
  /** A quoted word may end with the file or line instead of its quote. */
  readonly openQuotes: boolean
  /** SecDefaultAction, SecRuleRemove* and SecRuleUpdate* act on all rules, wherever they stand. */
  readonly placeless: boolean
  /** A pattern that SecRuleUpdateTarget* excludes takes out keys of every variable of the rule. */
  readonly widePatternExclusions: boolean
  /** A status inside a chain counts where its first rule has none. */
  readonly statusInLinks: boolean
  /** Statuses that redirect keeps; others become 302. */
  readonly redirectStatuses: readonly number[]
  /** A request body is read and parsed without SecRequestBodyAccess too; only phase 2 does not run then. */
  readonly parsesWithoutAccess: boolean
  /** Bodies with a Content-Encoding are read without it; otherwise as they were sent. */
  readonly decodesBodies: boolean
  /** Fields of multipart bodies lose the line ends inside of them. */
  readonly dropsInnerLineEnds: boolean
  /** What `filename*` of a part says stands in FILES and MULTIPART_FILENAME too: applications may go by it. */
  readonly extendedFilenames: boolean
  /** MULTIPART_UNMATCHED_BOUNDARY is 1 once seen, never 2. */
  readonly unmatchedBoundaryStays: boolean
  /** @validateDTD cannot load its DTD, and so matches, unless SecXmlExternalEntity is On. */
  readonly dtdNeedsEntities: boolean
  /** DURATION counts seconds, with a fraction, instead of microseconds. */
  readonly durationInSeconds: boolean
  /** Persistent collections that no action opened are open under an empty key, and open again under another one. */
  readonly collectionsAlwaysOpen: boolean
  /** exec runs Lua scripts only. */
  readonly execScriptsOnly: boolean
  /** A script matches by any text that it returns, an empty one too. */
  readonly emptyAnswersMatch: boolean
  /** All actions of a rule run for each value that matches, not setvar alone. */
  readonly effectsEachMatch: boolean
  /** Actions of a chain's rules, but setvar, run when the whole chain matched, the last rule's first. */
  readonly effectsAfterChain: boolean
  /** A disruptive action runs at the first value that matches: further ones are not looked at. */
  readonly stopsAtFirstMatch: boolean
  /** The latest SecDefaultAction holds for rules of all phases. */
  readonly oneDefaultList: boolean
  /** How TIME and its parts are written. */
  readonly timeForm: 'two digits' | 'modsecurity3' | 'modsecurity2' | 'coraza'
  /** Elements that stop a load where rules name them. */
  readonly unknown: ElementNames
  /** Elements that rules may name and that do nothing: a warning. Variables among them never have a value. */
  readonly idle: ElementNames
  /** Words that stop a load, in lower case: by the directive, or by `ctl:` and the option. */
  readonly refusedWords: Readonly<Record<string, readonly string[]>>
  /** Names of operators and options of ctl compare with case. */
  readonly exactNames: boolean
  /** Keys that RULE may have; null: all. */
  readonly ruleKeys: readonly string[] | null
  /** An operator of an unknown name is no error: its whole text, `@` included, is a pattern of @rx. */
  readonly unknownOperatorIsPattern: boolean
  /** Unknown operators that are errors all the same. */
  readonly refusedOperators: readonly string[]
  /**
   * What a match with `capture` does to TX:0 and on. `fresh`: all of them are those of this match. `left over`: groups
   * that took no part keep what earlier matches left, and there is no bound at 9. `ten`: TX:0 to TX:9 are there from the
   * beginning, empty; a match sets TX:0 to TX:8 as far as its pattern has groups.
   */
  readonly captures: 'fresh' | 'left over' | 'ten'
  /** MATCHED_VAR and its kin stay, and their lists grow, until a rule does not match, which empties them all. */
  readonly matchedUntilMiss: boolean
  /** SecAction empties MATCHED_VAR, as a match of nothing. */
  readonly actionEmptiesMatched: boolean
  /** setvar writes TX alone: a rule that names another collection stops a load. */
  readonly setvarOnlyTx: boolean
  /** Bits that setvar computes in: a number that does not fit 32 counts as 0, and their sum wraps; 64 saturate. */
  readonly counterBits: 32 | 64
  /** Log lines say `Access denied with code N` of drop and redirect too. */
  readonly deniesByCode: boolean
  /** Log lines say of allow that it allowed. */
  readonly logsAllow: boolean
  /**
   * A SecPcreMatchLimit that rules set holds for patterns that need no backtracking too: those with a repeat in a repeat
   * run in PCRE2, whose steps count. Only for patterns, values and limits that bound the work; a value that a prefilter
   * rules out takes no steps.
   */
  readonly countsMatchSteps: boolean
  /** `ref` in log lines has names of multipart fields right before their values, as in a url-encoded body. */
  readonly fieldNamesBeforeValues: boolean
}

const shortRuleKeys = ['id', 'rev', 'severity', 'logdata', 'msg']

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
  settings: {},
  accepted: [],
  refused: [],
  actionWithoutId: false,
  dotSelectors: false,
  badPatternsNeverMatch: false,
  unfinishedChains: false,
  patternMacros: false,
  percentEndsMacro: false,
  openQuotes: false,
  placeless: false,
  widePatternExclusions: false,
  statusInLinks: false,
  redirectStatuses: [301, 302, 303, 307],
  parsesWithoutAccess: false,
  decodesBodies: true,
  dropsInnerLineEnds: false,
  extendedFilenames: true,
  unmatchedBoundaryStays: false,
  dtdNeedsEntities: false,
  durationInSeconds: false,
  collectionsAlwaysOpen: false,
  execScriptsOnly: false,
  emptyAnswersMatch: true,
  effectsEachMatch: false,
  effectsAfterChain: false,
  stopsAtFirstMatch: false,
  oneDefaultList: false,
  timeForm: 'two digits',
  unknown: noElements,
  idle: noElements,
  refusedWords: {},
  exactNames: false,
  ruleKeys: null,
  unknownOperatorIsPattern: false,
  refusedOperators: [],
  captures: 'fresh',
  matchedUntilMiss: false,
  actionEmptiesMatched: false,
  setvarOnlyTx: false,
  counterBits: 64,
  deniesByCode: true,
  logsAllow: true,
  countsMatchSteps: false,
  fieldNamesBeforeValues: false,
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
    settings: {
      ruleEngine: 'DetectionOnly',
      webAppId: '',
      requestBodyAccess: true,
      requestBodyLimitAction: 'ProcessPartial',
      responseBodyLimitAction: 'ProcessPartial',
      responseBodyMimeTypes: ['*'],
      requestBodyLimit: Number.POSITIVE_INFINITY,
      requestBodyNoFilesLimit: Number.POSITIVE_INFINITY,
      requestBodyJsonDepthLimit: 10_000,
      responseBodyLimit: Number.POSITIVE_INFINITY,
      argumentsLimit: Number.POSITIVE_INFINITY,
      uploadFileLimit: Number.POSITIVE_INFINITY,
    },
    accepted: ['id-in-link', 'marker-in-chain', 'skip-in-link'],
    refused: ['default-twice'],
    actionWithoutId: true,
    dotSelectors: true,
    badPatternsNeverMatch: true,
    unfinishedChains: true,
    patternMacros: true,
    percentEndsMacro: true,
    openQuotes: true,
    placeless: true,
    widePatternExclusions: true,
    statusInLinks: true,
    redirectStatuses: [301, 302, 303, 304, 305, 306, 307],
    parsesWithoutAccess: true,
    decodesBodies: false,
    dropsInnerLineEnds: true,
    extendedFilenames: false,
    dtdNeedsEntities: true,
    durationInSeconds: true,
    collectionsAlwaysOpen: true,
    execScriptsOnly: true,
    emptyAnswersMatch: false,
    effectsAfterChain: true,
    timeForm: 'modsecurity3',
    unknown: unknownTo3,
    idle: idleIn3,
    refusedWords: {
      SecRuleInheritance: ['on'],
      SecCookieFormat: ['1'],
      SecDisableBackendCompression: ['on'],
      SecContentInjection: ['on'],
      SecUploadKeepFiles: ['relevantonly'],
      SecConnEngine: ['on', 'detectiononly'],
      SecInterceptOnError: ['on'],
      SecHashEngine: ['on'],
      'ctl:requestBodyProcessor': ['multipart', 'raw'],
    },
    ruleKeys: shortRuleKeys,
    unknownOperatorIsPattern: true,
    refusedOperators: ['gsbLookup', 'rsub', 'validateHash'],
    captures: 'left over',
    matchedUntilMiss: true,
    counterBits: 32,
    logsAllow: false,
    countsMatchSteps: true,
    fieldNamesBeforeValues: true,
  },
  modsecurity2: {
    ...secrule,
    name: 'modsecurity2',
    decodesBodies: false,
    jsonNaming: 'modsecurity2',
    jsonInArgumentsPost: false,
    decodedUri: false,
    negativeCounters: false,
    unmatchedBoundaryStays: true,
    extendedFilenames: false,
    deniesByCode: false,
    refused: ['phase5-disruptive'],
    unfinishedChains: true,
    effectsEachMatch: true,
    stopsAtFirstMatch: true,
    oneDefaultList: true,
    timeForm: 'modsecurity2',
    unknown: unknownTo2,
    refusedWords: { 'ctl:requestBodyProcessor': ['raw'] },
    counterBits: 32,
  },
  coraza: {
    ...secrule,
    name: 'coraza',
    decodesBodies: false,
    multilineRegex: true,
    jsonNaming: 'coraza',
    decodedUri: false,
    removalBy: 'text',
    accepted: ['id-in-link', 'skip-in-link'],
    refused: ['default-twice', 'default-transformation'],
    effectsEachMatch: true,
    timeForm: 'coraza',
    unknown: unknownToCoraza,
    idle: idleInCoraza,
    exactNames: true,
    ruleKeys: shortRuleKeys,
    settings: { requestBodyNoFilesLimit: Number.POSITIVE_INFINITY, uploadFileLimit: Number.POSITIVE_INFINITY },
    captures: 'ten',
    actionEmptiesMatched: true,
    setvarOnlyTx: true,
  },
}

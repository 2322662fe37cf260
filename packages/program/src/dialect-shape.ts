import type { Code } from './catalogue.js'
import type { ElementNames } from './dialect-elements.js'
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
  /** What becomes of a chain whose last rule announces another one: an error, or it loads. */
  readonly unfinishedChains: 'refused' | 'never match' | 'match'
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
  /** Whether setvar adds, subtracts or sets is told from the value with its macros expanded. */
  readonly signAfterMacros: boolean
  /** setvar adds whole numbers only: another amount is stored as the text it is, and nothing is added to another text. */
  readonly wholeCounters: boolean
  /** A macro for what is not there gives its own inner text. */
  readonly absentMacroIsText: boolean
  /** A macro that is not closed is plain text, and one of an unknown name gives nothing: no errors. */
  readonly faultyMacroIsText: boolean
  /** Bytes of names that are not printable are `\\xHH` in MATCHED_VAR_NAME and its kin, and in what setvar names. */
  readonly escapesNames: boolean
  /** redirect expands macros in its URL. */
  readonly redirectMacros: boolean
  /** `value only`: setenv needs a value, and expands macros in that alone. */
  readonly setenvForm: 'any' | 'value only'
  /** log and nolog mean both logs, and auditlog and noauditlog the audit log; `apart`: log means the error log alone; `one`: all four mean both. */
  readonly logFlags: 'together' | 'apart' | 'one'
  /** What drop does. */
  readonly dropIs: 'drop' | 'deny'
  /** Status of drop where the rule says none. */
  readonly dropStatus: number
  /** proxy in phases 3 and 4 answers with status 500. */
  readonly proxyEarlyOnly: boolean
  /** pause without another disruptive action allows. */
  readonly pauseAllows: boolean
  /** An exclusion acts on what stands before it in the list. */
  readonly exclusionsActLeft: boolean
  /** Exclusions change counts. */
  readonly exclusionsChangeCounts: boolean
  /** ctl takes targets out of all rules of a chain, not of its first alone. */
  readonly removalsReachLinks: boolean
  /** ctl takes targets out by a pattern between slashes. */
  readonly removalsByPattern: boolean
  /** ctl takes out targets whose key is the same, letter case included. */
  readonly exactRemovals: boolean
  /** SecRuleUpdateTargetById and ctl:ruleRemoveTargetById take one id, no range or list. */
  readonly singleIds: boolean
  /** SecRuleUpdateTarget* takes a third word, the target that is replaced. */
  readonly replacesTargets: boolean
  /** SecRuleUpdateActionById takes `ID:N` for a rule inside a chain. */
  readonly chainOffsets: boolean
  /** SecRuleUpdateTarget* changes all rules of a chain. */
  readonly updatesReachLinks: boolean
  /** SecRuleUpdateTargetById of an id that is not there is an error. */
  readonly updatesNeedRule: boolean
  /** Any action that SecRuleUpdateActionById adds, but metadata, takes the place of the disruptive one. */
  readonly updateSilences: boolean
  /** skip and skipAfter are disruptive actions: the last of all counts. */
  readonly flowIsDisruptive: boolean
  /** skip counts markers too. */
  readonly markersCount: boolean
  /** What goes on in later phases: nothing, a search for the marker of skipAfter, or that and the count of skip. */
  readonly skipsInto: 'nothing' | 'markers' | 'rules'
  /** skipAfter takes the id of a rule. */
  readonly skipAfterIds: boolean
  /** Phase of a SecDefaultAction that names none; null: an error. */
  readonly defaultPhase: number | null
  /** Metadata that SecDefaultAction may hand on to rules that have none of their own: a warning instead of an error. */
  readonly defaultMetadata: readonly string[]
  /** Rules inside a chain may have msg, severity, rev, ver, accuracy, maturity and logdata. */
  readonly metadataInLinks: boolean
  /** A SecAction inside a chain is a rule of its own, and the chain goes on behind it. */
  readonly actionsStandAlone: boolean
  /** `t:-NAME` takes a transformation out. */
  readonly removesTransformations: boolean
  /** There is a phase 0. */
  readonly connectionPhase: boolean
  /** Records of collections have KEY, TIMEOUT, CREATE_TIME, IS_NEW and their kin. */
  readonly recordFields: boolean
  /** Seconds of an expirevar without a number. */
  readonly expiryDefault: number
  /** Seconds of expirevar that are no number: an error, nothing happens, or the number that they begin with counts. */
  readonly expiryForm: 'checked' | 'ignored' | 'prefix'
  /** Variables whose time has come go away when their record is loaded, not while a transaction has it open. */
  readonly expiresAtLoad: boolean
  /** Collections that initcol opens, written just so; null: all, in any letter case. */
  readonly initcolNames: readonly string[] | null
  /** SecWebAppId keeps all collections of applications apart, not SESSION, USER and RESOURCE alone. */
  readonly allPerApplication: boolean
  /** Severity 0 counts for HIGHEST_SEVERITY. */
  readonly severityZeroCounts: boolean
  /** RULE:severity is a number or a name. */
  readonly ruleSeverity: 'number' | 'name'
  /** RULE:msg and RULE:logdata, with their macros expanded or not. */
  readonly ruleTexts: 'expanded' | 'written'
  /** What numeric operators read: the number at the beginning in 64 bits; in 32 bits; in 32 bits by @eq where more is 0; or of a text that is a number as a whole, else 0. */
  readonly numbers: 'prefix' | 'modsecurity2' | 'modsecurity3' | 'whole'
  /** Only letters make words for @containsWord: digits and the underscore end them. */
  readonly lettersMakeWords: boolean
  /** The argument of @strmatch is read like that of @pm. */
  readonly strmatchContent: boolean
  /** Operators whose argument takes no macros, besides those that have none at all. */
  readonly withoutMacros: readonly string[]
  /** Operators that take an empty argument, besides those that always do. */
  readonly mayBeEmpty: readonly string[]
  /** Operators that need an argument, besides those that always do. */
  readonly mustNotBeEmpty: readonly string[]
  /** @pm knows hex digits between `|`, and backslashes. */
  readonly phraseContent: boolean
  /** What a phrase captures: the text of the value, the phrase as it is listed, or the texts of the first ten. */
  readonly phraseCapture: 'value' | 'phrase' | 'ten'
  /** Lines of a phrase file: without white space at the ends, as they are, or read like the argument of @pm. */
  readonly phraseLines: 'trimmed' | 'written' | 'content'
  /** @pmFromFile takes one file, whose name may hold spaces. */
  readonly onePhraseFile: boolean
  /** An IPv4 address and its IPv6 form. */
  readonly mappedAddresses: 'equal' | 'apart'
  /** @ipMatch takes networks of prefix 0. */
  readonly allNetworks: boolean
  /** @ipMatch leaves entries out that are no addresses. */
  readonly ignoresBadAddresses: boolean
  /** A range that @validateByteRange cannot use: an error, left out, or empty where its end comes first. */
  readonly byteRanges: 'checked' | 'ignored' | 'empty'
  /** @validateUtf8Encoding takes code points above 10FFFF that begin with F4. */
  readonly beyondUnicode: boolean
  /** @detectXSS captures the value. */
  readonly xssCaptures: boolean
  /** @geoLookup always matches and fills nothing. */
  readonly geoAlwaysMatches: boolean
  /** What @geoLookup does not know of an address that it found is empty or 0, instead of absent. */
  readonly geoFillsAll: boolean
  /** @rbl asks for an IPv4 address with its parts in reverse order, and httpbl.org with the key in front. */
  readonly reversesAddresses: boolean
  /** What @rbl captures: a message, the value, or the TXT record of the name, which TX:httpbl_msg gets too. */
  readonly rblCapture: 'message' | 'value' | 'record'
  /** A program of @inspectFile that says nothing is no match, instead of an error. */
  readonly silentInspection: boolean
  /** Schemas that @validateSchema reads. */
  readonly schemaKinds: readonly ('xml' | 'json')[]
  /** An operator that fails matches where it is negated. */
  readonly errorsMatchNegated: boolean
  /** How transformations work where the engines differ. */
  readonly transformationForms: 'own' | 'modsecurity3' | 'modsecurity2' | 'coraza'
  /** Nothing between two separators of arguments is no argument. */
  readonly skipsEmptyPieces: boolean
  /** A Cookie header without `;` but with `,` and a space behind it separates at `,`. */
  readonly commaCookies: boolean
  /** Names and values of cookies lose the white space around them. */
  readonly trimsCookies: boolean
  /** A form is known by its whole Content-Type: one with parameters is none. */
  readonly exactFormType: boolean
  /** A body as large as its limit is over it. */
  readonly limitReached: boolean
  /** The same of the limit without files. */
  readonly noFilesLimitReached: boolean
  /** REQUEST_BASENAME is the whole path where nothing follows its last separator. */
  readonly wholeBasename: boolean
  /** REQUEST_URI has scheme and host where they were sent. */
  readonly keepsAuthority: boolean
  /** Processors of bodies that REQUEST_BODY shows without being forced; null: all. */
  readonly bodyVariableFor: readonly string[] | null
  /** FULL_REQUEST: without the request line in libmodsecurity 3; with a NUL byte at its end in ModSecurity 2, whose length leaves the line out. */
  readonly fullRequest: 'own' | 'modsecurity3' | 'modsecurity2'
  /** Of equal keys in a JSON object the last one counts. */
  readonly lastOfEqualKeys: boolean
  /** How REQBODY_ERROR_MSG says what is wrong with a body. */
  readonly bodyErrors: 'modsecurity3' | 'modsecurity2' | 'coraza'
  /** Each SecResponseBodyMimeType replaces those before. */
  readonly mimeTypesReplace: boolean
  /** Media types of responses compare with case. */
  readonly exactMediaTypes: boolean
  /** RESPONSE_CONTENT_LENGTH is what the header says. */
  readonly lengthFromHeader: boolean
  /** ctl:ruleEngine=DetectionOnly has body limits cut bodies only. */
  readonly detectionCutsBodies: boolean
  /** ctl:auditLogParts takes `+` and `-` only. */
  readonly auditPartsBySign: boolean
  /** SecAuditLogParts begins with A and ends with Z. */
  readonly auditPartsEnds: boolean
  /** ARGS_COMBINED_SIZE counts the fields of multipart bodies. */
  readonly countsMultipart: boolean
  /** Keys of FILES and FILES_SIZES: the field; or none, and the name of the file. */
  readonly fileKeys: 'field' | 'coraza'
  /** XPath expressions that XML takes; null: all. */
  readonly xmlPaths: readonly string[] | null
  /** `XML:/*` is each text of the document, without the white space around it, instead of all as one. */
  readonly xmlTextRuns: boolean
  /** MULTIPART_STRICT_ERROR and its kin are 0 for other bodies, too. */
  readonly multipartFlagsAlways: boolean
  /** A transaction that a rule makes relevant is only written where its status is, too. */
  readonly auditedByStatusToo: boolean
  /** SecArgumentsLimit is that of query string and body together. */
  readonly sharedArgumentsLimit: boolean
  /** White space that does not belong to the argument of an operator: all behind its name, one byte, or also what ends it. */
  readonly operatorSpace: 'all' | 'one' | 'both ends'
  /** A backslash at the end of a line: the indentation of the next one stays, or white space before the backslash goes too. */
  readonly continuation: 'own' | 'indented' | 'tight'
  /** A backslash continues a comment. */
  readonly commentsContinue: boolean
  /** Lines that begin with `#` between those of a directive. */
  readonly commentsInside: 'dropped' | 'text'
  /** A backslash in a quoted word goes before the quote, before another backslash too, or stays. */
  readonly quoteEscapes: 'quote' | 'pairs' | 'kept'
  /** The same for values of actions in single quotes. */
  readonly valueEscapes: 'quote' | 'pairs' | 'kept'
  /** A comma separates the variables of a rule, too. */
  readonly commaTargets: boolean
}

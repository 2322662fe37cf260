import type {
  Dialect,
  Disruption,
  Interruption,
  MaybePromise,
  PersistentCollection,
  RuleInfo,
  Services,
  Settings,
  SkipTarget,
  Template,
} from '@secrule/program'
import { BodyBuffer, type SpillFile } from './body-buffer.js'
import type { CollectedValues } from './collected-values.js'
import {
  allowing,
  disruptiveAction,
  ruleTag,
  runningAction,
  runningDisruptive,
  savingMessage,
  settingEngine,
} from './debug-lines.js'
import type { LinkedProgram } from './linked-program.js'
import type { LinkedVariable } from './linked-variable.js'
import { plainText } from './logging/log-text.js'
import { TransactionLog } from './logging/transaction-log.js'
import type { Masker } from './masking/masker.js'
import { Sanitiser } from './masking/sanitiser.js'
import type { MatchedTarget, MatchOutcome, RuleMatch } from './match-log.js'
import { MatchedValues } from './match-state.js'
import { MessageBody } from './message-body.js'
import { NamedCollection } from './named-collection.js'
import { noRule } from './no-rule.js'
import { openRecord, type PersistentRecord } from './persistent-record.js'
import { phaseEntry } from './phase-entry.js'
import { Request } from './request.js'
import { Response } from './response.js'
import { TransactionRuleChanges } from './rule-changes.js'
import type { TargetSource } from './selection.js'
import type { Target } from './target.js'
import type { ValueTable } from './value.js'
import type { Workspace } from './workspace.js'

/** A link of a chain that did not match after others had, and how many rules had matched before. */
export interface PartialMatch {
  readonly link: RuleInfo
  readonly before: number
}

const noText = plainText('')
/** Bytes of a request body, and arguments, from which on a transaction does not share its values with others. */
const largeBody = 65_536
const manyArguments = 1000
/** Bytes of a body, or of headers, the request target and arguments, that take long to look at. */
const longPart = 16_384

/** Everything that holds for one transaction: what elements see and do, and what the machine works on. */
export class TransactionContext implements TargetSource {
  readonly id: string
  readonly startedAt: number
  readonly linked: LinkedProgram
  readonly dialect: Dialect
  readonly services: Services
  readonly changes: TransactionRuleChanges
  readonly workspace: Workspace
  readonly collected: CollectedValues
  readonly matched: MatchedValues
  readonly tx: NamedCollection
  readonly request: Request
  readonly response: Response
  readonly sanitise: Sanitiser
  readonly logs: TransactionLog
  readonly environment = new Map<string, string>()
  readonly slowRules = new Map<number, number>()
  readonly phaseTimes: number[] = [0, 0, 0, 0, 0, 0]
  readonly serverErrorLog: string[] = []
  storageReadTime = 0
  storageWriteTime = 0
  readonly log: RuleMatch[] = []
  /** Rules of chains that matched up to a link that did not; kept for part K only. */
  readonly partialMatches: PartialMatch[] = []
  /** A limit or an error that stopped the transaction, told of like a rule. */
  stop: RuleMatch | null = null
  readonly connection = { clientAddress: '', clientPort: 0, serverAddress: '', serverPort: 0 }
  geo: ReadonlyMap<string, string> = new Map()
  phase = 0
  rule: RuleInfo | null = null
  highestSeverity = 255
  sessionId = ''
  userId = ''
  resourceId = ''
  pcreError = false
  pcreLimitExceeded = false
  streamInput: string | null = null
  streamOutput: string | null = null
  appended: string | null = null
  prepended: string | null = null
  forceRequestBody = false
  forceResponseBody = false
  interruption: Interruption | null = null
  allowed: 'phase' | 'request' | 'all' | null = null
  /** No further rule of this phase runs. */
  halted = false
  /** What is still to be skipped when the next phase begins. */
  #skip: SkipTarget | null = null
  /** A rule of this transaction asked for an audit entry. */
  isAuditRelevant = false
  pauseMs = 0
  /** Every step is logged, so none may be left out. */
  isDebugging = false
  readonly #settings: Settings
  #ownSettings: Settings | null = null
  /** The host wants to be told only, whatever rules say. */
  #neverBlocks = false
  readonly #records = new Map<string, PersistentRecord>()
  /** Records that a collection had open before the one it has now. */
  readonly #left: PersistentRecord[] = []
  #outcome: MatchOutcome | null = null

  constructor(linked: LinkedProgram, id: string) {
    this.id = id
    this.linked = linked
    this.dialect = linked.dialect
    this.tx = new NamedCollection(null, linked.txNames)
    this.matched = new MatchedValues(this.dialect.matchedUntilMiss, this.dialect.escapesNames)
    if (this.dialect.captures === 'ten') this.tx.setGroups(Array<string>(10).fill(''), 'fresh')
    this.services = linked.services
    this.startedAt = this.services.clock.now()
    this.#settings = linked.program.settings
    this.isDebugging = this.#logsSteps()
    this.workspace = linked.workspace()
    this.collected = this.workspace.collected
    this.collected.begin(this)
    this.changes = new TransactionRuleChanges(linked.program)
    this.sanitise = new Sanitiser(this, this.services.maskCredentials === true)
    this.logs = new TransactionLog(this)
    const spill = this.services.spill as (() => SpillFile | null) | null
    const memory = this.#settings.requestBodyInMemoryLimit
    this.request = new Request(
      this.dialect,
      () => this.settings,
      new MessageBody(new BodyBuffer(memory, spill)),
      () => this.forgetValues(),
    )
    this.response = new Response(new MessageBody(new BodyBuffer(memory, spill)))
  }

  get settings(): Readonly<Settings> {
    return this.#ownSettings ?? this.#settings
  }

  get rules(): TransactionRuleChanges {
    return this.changes
  }

  /** What the host says instead of SecRuleEngine. */
  setMode(mode: 'On' | 'DetectionOnly'): void {
    this.#neverBlocks = mode === 'DetectionOnly'
    if (this.#settings.ruleEngine !== mode) this.#ownSettings = { ...this.#settings, ruleEngine: mode }
  }

  change(changes: Partial<Settings>): void {
    this.#ownSettings ??= { ...this.#settings }
    Object.assign(this.#ownSettings, changes)
    if (this.#neverBlocks && changes.ruleEngine === 'On') this.#ownSettings.ruleEngine = 'DetectionOnly'
    const { ruleEngine } = changes
    if (ruleEngine !== undefined) this.debug(8, () => settingEngine(ruleEngine))
    if (this.#ownSettings.ruleEngine === 'Off') this.halted = true
    this.isDebugging = this.#logsSteps()
  }

  #logsSteps(): boolean {
    return this.settings.debugLogLevel >= 4 && this.services.logger.debug !== undefined
  }

  skipOn(to: SkipTarget): void {
    this.#skip = to
  }

  /** The address at which a phase begins. */
  enter(phase: number): number {
    const { address, left } = phaseEntry(this.linked.program, phase, this.#skip)
    this.#skip = left
    return address
  }

  /** Gets ready for a phase; false when none of its rules is to run. */
  beginPhase(phase: number): boolean {
    this.phase = phase
    this.forgetValues()
    if (this.allowed === 'phase' || (this.allowed === 'request' && phase > 2)) this.allowed = null
    const isOff = this.settings.ruleEngine === 'Off'
    this.halted = isOff || (phase !== 5 && (this.interruption !== null || this.allowed !== null))
    return !this.halted
  }

  /** There are very many values, or parts of a very large body. */
  get isLarge(): boolean {
    const { request } = this
    return request.body.length > largeBody || request.argsPost.size > manyArguments
  }

  /** Looking at its values may take so long that other work of the process is to have its turn in between. */
  get isLong(): boolean {
    const { request, response } = this
    const rest = request.headers.bytes + request.argsPost.bytes + request.uriRaw.length + response.headers.bytes
    return this.isLarge || Math.max(request.body.length, response.body.length, rest) > longPart
  }

  get values(): ValueTable {
    return this.workspace.values
  }

  /** Variables that stay as they are for a phase have changed. */
  forgetValues(): void {
    this.collected.forget()
    this.workspace.forgetCandidates()
  }

  /** The values that a variable list picks for a rule, as far as its condition, by its place, may hold for them. */
  collect(selection: number, rule: number, place: number): readonly Target[] {
    const found = this.isDebugging ? null : this.workspace.targetsFor(place)
    return this.changes.leftOf(found ?? this.collected.ofSelection(selection), rule)
  }

  allOf(variable: LinkedVariable): readonly Target[] {
    return this.collected.ofVariable(variable)
  }

  /** The whole rule or chain matched: severity, texts, disruptive action, log. */
  finishRule(rule: RuleInfo, targets: readonly MatchedTarget[]): MaybePromise<void> | undefined {
    this.rule = rule
    const { severity } = rule
    const counts = severity !== null && (severity > 0 || this.dialect.severityZeroCounts)
    if (counts && severity < this.highestSeverity) this.highestSeverity = severity
    this.#outcome = null
    if (this.isDebugging) this.#tellMatch(rule)
    const number = rule.disruptive?.action ?? -1
    const waiting =
      number >= 0 && this.settings.ruleEngine === 'On' && this.phase !== 5 ? this.#disrupt(number, rule) : undefined
    if (waiting !== undefined) return waiting.then(() => this.#note(rule, targets))
    return this.#note(rule, targets)
  }

  #tellMatch(rule: RuleInfo): void {
    for (const tag of rule.tags) this.debug(9, () => ruleTag(this.expand(tag)))
    if (rule.message !== null) this.debug(9, () => savingMessage(this.expand(rule.message!)))
    this.debug(9, () => runningAction(rule.log ? 'log' : 'nolog'))
    const { disruptive } = rule
    if (disruptive === null || this.phase === 5) return
    const runs = this.settings.ruleEngine === 'On'
    this.debug(4, () => disruptiveAction(disruptive.name, runs))
    if (runs) this.debug(8, () => runningDisruptive(disruptive.name))
  }

  #disrupt(number: number, rule: RuleInfo): Promise<void> | undefined {
    const { definition, use } = this.linked.actions[number]!
    return (definition.run?.(use.constant, this, rule) ?? undefined) as Promise<void> | undefined
  }

  #note(rule: RuleInfo, targets: readonly MatchedTarget[]): void {
    if (this.log.length >= this.services.limits.matches) return
    const { message, data } = this.linked.textsOf(rule, this)
    const match: RuleMatch = {
      rule,
      phase: this.phase,
      message,
      data,
      tags: this.linked.tagsOf(rule, this),
      targets,
      outcome: this.#outcome,
    }
    this.log.push(match)
    if (rule.audit) this.isAuditRelevant = true
    if (rule.log) this.logs.tell(match)
  }

  /** Notes the match of a rule that tells nobody. */
  logPlain(match: RuleMatch): void {
    if (this.log.length < this.services.limits.matches) this.log.push(match)
  }

  /** What hides the masked parts of the transaction as it is now; null when nothing is masked. */
  get masker(): Masker | null {
    return this.logs.masker
  }

  /** A chain matched up to this link, which did not; whether that is told anywhere. */
  noteMiss(link: RuleInfo): boolean {
    if (!this.settings.auditLogParts.includes('K')) return false
    if (this.partialMatches.length < this.services.limits.matches) {
      this.partialMatches.push({ link, before: this.log.length })
    }
    return true
  }

  expand(template: Template): string {
    return this.linked.expand(template, this)
  }

  interrupt({ action, status, url }: Disruption): void {
    if (this.settings.ruleEngine !== 'On' || this.phase === 5 || this.interruption !== null) return
    this.halted = true
    this.#outcome = { action, status, url: url ?? '' }
    const message = this.rule?.message ?? null
    this.interruption = {
      action,
      status,
      phase: this.phase,
      ruleId: this.rule?.id ?? 0,
      reason: 'rule',
      ...(url === undefined ? {} : { url }),
      ...(this.pauseMs > 0 ? { pauseMs: this.pauseMs } : {}),
      ...(message === null ? {} : { message: this.expand(message) }),
    }
  }

  /** Stops the transaction for a limit or an error, which no rule decides. */
  interruptFor(reason: 'limit' | 'error', status: number, message: string): void {
    if (this.interruption !== null) return
    this.halted = true
    this.interruption = { action: 'deny', status, phase: this.phase, ruleId: 0, reason, message }
    this.stop = {
      rule: noRule,
      phase: this.phase,
      message: plainText(message),
      data: noText,
      tags: [],
      targets: [],
      outcome: { action: 'deny', status, url: '' },
    }
    this.logs.tell(this.stop)
  }

  allow(scope: 'phase' | 'request' | 'all'): void {
    if (this.settings.ruleEngine !== 'On' || this.phase === 5) return
    this.debug(4, () => allowing(scope))
    this.allowed = scope === 'request' && this.phase > 2 ? 'phase' : scope
    this.halted = true
    this.#outcome = { action: 'allow', status: 0, url: '' }
  }

  pause(milliseconds: number): void {
    if (this.settings.ruleEngine === 'On') this.pauseMs = milliseconds
  }

  persistent(name: string): PersistentCollection | null {
    return this.#records.get(name) ?? null
  }

  open(name: string, key: string): MaybePromise<void> {
    const there = this.#records.get(name)
    if (there !== undefined) {
      if (!this.dialect.collectionsAlwaysOpen || there.key === key) return
      this.#left.push(there)
    }
    return openRecord(this, name, key, (record) => this.#records.set(name, record))
  }

  /** Opens the collections that rules use under an empty key, in the dialect that has them open always. */
  openUnnamed(): MaybePromise<void> {
    const names = this.dialect.collectionsAlwaysOpen ? this.linked.persistentNames : []
    return names.length === 0 ? undefined : this.#openAll(names)
  }

  async #openAll(names: readonly string[]): Promise<void> {
    for (const name of names) await this.open(name, '')
  }

  /** Stores what rules changed in persistent collections. */
  async storeRecords(): Promise<void> {
    const began = this.services.clock.now()
    for (const record of [...this.#left, ...this.#records.values()]) await record.store()
    this.storageWriteTime += Math.max(0, Math.round(this.services.clock.now() - began))
  }

  get hasRecords(): boolean {
    return this.#records.size > 0
  }

  elapsed(): number {
    return Math.max(0, Math.round(this.services.clock.now() - this.startedAt))
  }

  debug(level: number, message: () => string): void {
    const { logger } = this.services
    if (level > this.settings.debugLogLevel || logger.debug === undefined) return
    this.logs.debug(level, message)
  }
}

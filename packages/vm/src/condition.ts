import type { MaybePromise, OperatorContext, RuleInfo, TransactionState } from '@secrule/program'
import type { LuaOutcome } from '@secrule/stdlib'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedOperator, MadeArgument } from './linked-operator.js'
import type { LinkedProgram } from './linked-program.js'
import type { LookAhead } from './look-ahead.js'
import type { MachineTrace } from './machine-trace.js'
import { MatchedTarget, type MatchUse } from './match-log.js'
import type { StretchRecording } from './stretch-recording.js'
import { Target } from './target.js'
import type { TransactionContext } from './transaction-context.js'
import { stepWork, type ValueTable } from './value.js'

/** Work, in bytes of values, after which a run gives way to others. */
export const sliceOfWork = 1_000_000
// what is to be done besides looking at bytes, as bytes
const ruleWork = 8192
const targetWork = 64
const matchWork = 16_384

/**
 * The condition that is being evaluated, of a rule or of a link of its chain: which of its values match. It is what
 * operators are run with, too, and tell what they found.
 */
export class Condition implements OperatorContext {
  readonly #linked: LinkedProgram
  readonly #context: TransactionContext
  readonly #trace: MachineTrace
  // the rule of the frame, and which of its links this is the condition of
  #rule = 0
  link: RuleInfo | null = null
  /** What matched in the rule and its links so far. */
  found: MatchedTarget[] = []
  /** How many values of this condition matched so far. */
  matched = 0
  /** What was done with rules since others had their turn, in bytes of values. */
  #work = 0
  /** Where values are long or very many, and somebody waits. */
  ahead: LookAhead | null = null
  /** Somebody wants to know what operators found. */
  tracing = false
  /** Notes what the rules do. */
  recording: StretchRecording | null = null
  /** What an operator said that had to wait: the answer for the value at hand. */
  settled: boolean | null = null
  #targets: readonly Target[] = []
  #next = 0
  #variants: readonly number[] | null = null
  #variant = 0
  // what the running operator tells
  #subject = ''
  #failed = false
  #captures: (string | undefined)[] = []
  capturing = false
  #target: Target | null = null
  #argument: string | null = null

  constructor(linked: LinkedProgram, context: TransactionContext, trace: MachineTrace) {
    this.#linked = linked
    this.#context = context
    this.#trace = trace
  }

  /** Name of the target that is being tested. */
  get target(): string {
    return this.#target?.name ?? ''
  }

  get giveWay(): (() => Promise<void>) | null {
    return this.#context.services.giveWay
  }

  get transaction(): TransactionState {
    return this.#context
  }

  /** So much was done that others are to have their turn. Bytes that were looked at are counted, and steps. */
  get isTired(): boolean {
    return this.#work + this.#context.values.work > sliceOfWork
  }

  /** Lets others have their turn; null when there are none. */
  rest(): Promise<void> | null {
    this.#work = 0
    this.#context.values.work = 0
    return this.giveWay?.() ?? null
  }

  /** A rule begins, by its number. */
  beginRule(rule: number): void {
    this.#rule = rule
    this.#work += ruleWork
    this.link = this.#linked.program.rules[rule]!
    if (this.found.length > 0) this.found = []
  }

  /** The condition is to look at these values. */
  begin(targets: readonly Target[]): void {
    this.#work += targets.length * targetWork
    this.#targets = targets
    this.#next = 0
    this.matched = 0
    this.#variants = null
  }

  /**
   * Goes to the next value that matches; false when there is none. A promise of null: others had their turn, it is to
   * be asked again.
   */
  match(address: number): boolean | Promise<boolean | null> {
    if (this.matched > 0 && this.#stopsHere()) return false
    const context = this.#context
    const targets = this.#targets
    const use = this.#linked.matchUse(address, this.link!)
    const { operator, negated } = use
    const chain = this.#linked.chains[use.chain]!
    const { values } = context
    while (this.#next < targets.length) {
      const target = targets[this.#next]!
      let value = target.value
      if (this.settled === null && !this.#mayTest(target, chain, operator)) return this.#again()
      if (use.multiMatch) {
        this.#variants ??= this.#variantsOf(numberOf(target, values), chain)
        value = this.#variants[this.#variant]!
      } else if (chain.parent !== null) value = values.after(numberOf(target, values), chain)
      const text = value < 0 ? target.text : values.text(value)
      if (context.isDebugging && this.settled === null) this.#trace.value(target, text, chain)
      const outcome = this.settled ?? this.#test(use, value, text, target, values)
      if (typeof outcome !== 'boolean') return outcome
      this.settled = null
      if (this.#failed && context.settings.interceptOnError) {
        context.halted = true
        return false
      }
      this.#advance()
      if (value >= 0 && operator.bit >= 0 && operator.isPure && !this.#failed) {
        if (!outcome) values.noteMiss(value, operator.bit)
        else if (negated) values.noteHit(value, operator.bit)
      }
      if (outcome === negated || (this.#failed && !context.dialect.errorsMatchNegated)) continue
      this.matched++
      this.#work += matchWork + operator.captureWork
      operator.captureWork = 0
      this.#record(target, text, use)
      return true
    }
    return false
  }

  /** Whether a target may be tested before others have their turn. */
  #mayTest(target: Target, chain: LinkedChain, operator: LinkedOperator): boolean {
    if (this.giveWay === null) return true
    this.#work += targetWork
    return !this.isTired && (this.ahead === null || this.ahead.target(target, chain, operator))
  }

  /** Lets others have their turn. */
  #again(): Promise<null> {
    return this.rest()!.then(() => null)
  }

  /** The rule has matched and will stop the transaction, in the dialect where that happens at once. */
  #stopsHere(): boolean {
    const { dialect, settings, phase } = this.#context
    if (!dialect.stopsAtFirstMatch || settings.ruleEngine !== 'On' || phase === 5 || this.link!.chained) return false
    return (this.#linked.program.rules[this.#rule]!.disruptive?.action ?? -1) >= 0
  }

  /** Goes on to the next variant of a value, or to the next value. */
  #advance(): void {
    if (this.#variants !== null && ++this.#variant < this.#variants.length) return
    this.#variants = null
    this.#next++
  }

  /** multiMatch: the value itself, and what it became after each transformation that changed it. */
  #variantsOf(value: number, chain: LinkedChain): readonly number[] {
    this.#variant = 0
    const variants = [value]
    let last = value
    for (const step of chain.path) {
      const after = this.#context.values.after(value, step)
      if (after !== last || step.alwaysChanges) variants.push(after)
      last = after
    }
    return variants
  }

  #test(
    use: MatchUse,
    value: number,
    text: string,
    target: Target,
    values: ValueTable,
  ): boolean | Promise<boolean | null> {
    const context = this.#context
    const { operator } = use
    const isKnown = operator.bit >= 0 && value >= 0
    this.#failed = false
    this.#argument = null
    if (this.#captures.length > 0) this.#captures = []
    if (isKnown && !context.isDebugging && !values.isCandidate(value, operator.bit)) return false
    if (this.ahead !== null && !this.ahead.allows(text.length)) return this.#again()
    this.#work += text.length + stepWork
    if (operator.linkWork > 0) {
      // each step is logged once
      if (operator.linkWork > sliceOfWork && this.giveWay !== null && !context.isDebugging) {
        operator.prepare()
        return this.#again()
      }
      this.#work += operator.linkWork
      operator.linkWork = 0
    }
    this.#subject = text
    this.capturing = this.tracing || use.captures
    this.#target = target
    const { template } = operator.use
    if (template === null) {
      const isKept = use.captures && isKnown && operator.isPure
      return isKept ? this.#capture(operator, value, text) : operator.run(operator.live, text, this)
    }
    this.#argument = this.#linked.expand(template, context)
    const made = operator.liveFor(this.#argument)
    if (made === null) return this.error('bad-argument')
    return this.#answer(operator, made, text)
  }

  /** What an operator says with an argument that was made for it; it says the same again unless it is to capture. */
  #answer(operator: LinkedOperator, made: MadeArgument, text: string): MaybePromise<boolean> {
    const isKept = operator.isSteady && !this.capturing
    const known = isKept ? made.answerFor(text) : null
    if (known !== null) return known
    const outcome = operator.run(made.live, text, this)
    if (isKept && typeof outcome === 'boolean' && !this.#failed) made.noteAnswer(text, outcome)
    return outcome
  }

  /** What an operator captures of a value is always the same. */
  #capture(operator: LinkedOperator, value: number, text: string): MaybePromise<boolean> {
    const { values } = this.#context
    const known = values.capturesOf(value, operator.bit)
    if (known !== null) {
      this.#captures = known
      return true
    }
    const outcome = operator.run(operator.live, text, this)
    if (outcome === true && this.#captures.length > 0) values.noteCaptures(value, operator.bit, this.#captures)
    return outcome
  }

  #record(target: Target, text: string, use: MatchUse): void {
    const context = this.#context
    if (use.captures && !use.negated) {
      context.tx.setGroups(this.#captures, context.dialect.captures)
      if (context.isDebugging) this.#trace.captured(use.operator, this.#captures)
    }
    context.matched.add(target, text)
    const isFull = this.found.length >= context.services.limits.matches
    if (isFull && !this.#linked.sanitises) return
    const found = new MatchedTarget(target, text, use, this.#captures[0] ?? null, this.#argument)
    if (!isFull) this.#add(found)
    if (this.#linked.sanitises) context.sanitise.note(found)
  }

  /** What a script said that is a condition: a text is a match, and a failure is none. */
  takeAnswer(outcome: LuaOutcome, address: number): void {
    const context = this.#context
    this.matched = 0
    if ('error' in outcome) {
      this.error('script-failed')
      if (context.settings.interceptOnError) context.halted = true
      return
    }
    const { answer } = outcome
    if (answer === null || (answer === '' && !context.dialect.emptyAnswersMatch)) return
    const target = new Target('SecRuleScript', '', answer, -1)
    this.matched = 1
    context.matched.add(target, answer)
    const use = this.#linked.matchUse(address, this.link!)
    if (this.found.length < context.services.limits.matches) {
      this.#add(new MatchedTarget(target, answer, use, null, null))
    }
  }

  #add(found: MatchedTarget): void {
    // mostly there is one, and a list that is made with it takes much less room than one that grows
    if (this.found.length === 0) this.found = [found]
    else this.found.push(found)
  }

  capture(group: number, from: number, to: number): void {
    this.#captures[group] = this.#subject.slice(from, to)
  }

  captureText(group: number, text: string): void {
    this.#captures[group] = text
  }

  error(code: string): false {
    this.#failed = true
    this.recording?.refuse()
    this.#context.debug(3, () => `operator error in rule ${this.#linked.program.rules[this.#rule]!.id}: ${code}`)
    return false
  }
}

/** The number of a value, also of one that is not kept for a whole phase. */
function numberOf(target: Target, values: ValueTable): number {
  return target.value < 0 ? values.of(target.text) : target.value
}

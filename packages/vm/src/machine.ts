import {
  MatchFlag,
  type MaybePromise,
  Op,
  type OperatorContext,
  type RuleInfo,
  type TransactionState,
} from '@secrule/program'
import { type LuaOutcome, type LuaScript, runScript } from '@secrule/stdlib'
import type { LinkedChain } from './linked-chains.js'
import type { LinkedOperator } from './linked-operator.js'
import type { LinkedProgram } from './linked-program.js'
import { LookAhead } from './look-ahead.js'
import { MachineTrace } from './machine-trace.js'
import { MatchedTarget } from './match-log.js'
import type { PlainRule } from './plain-rule.js'
import type { PrologueBegin, PrologueSpan } from './prologue.js'
import { Target } from './target.js'
import type { TransactionContext } from './transaction-context.js'
import type { ValueTable } from './value.js'

/** Values looked at, transformed and scanned, in bytes and tests, after which a run gives way to other work. */
const sliceOfWork = 1_500_000
/** What noting a match and its actions cost, in the same measure. */
const matchWork = 1024

/**
 * Runs the bytecode of a phase over one transaction. The loop is the one switch over the instruction set; its length is
 * that of the set. It runs synchronously until an operator or action must wait: then it gives a promise and goes on at
 * the same instruction.
 */
export class Machine implements OperatorContext {
  readonly #linked: LinkedProgram
  readonly #context: TransactionContext
  readonly #code: Int32Array
  readonly #trace: MachineTrace
  // the frame of the rule that is being evaluated
  #rule = 0
  #link: RuleInfo | null = null
  #targets: readonly Target[] = []
  #next = 0
  #matched = 0
  #found: MatchedTarget[] = []
  #variants: readonly number[] | null = null
  #variant = 0
  #settled: boolean | null = null
  #work = 0
  /** Where values are long or very many, and somebody waits. */
  #ahead: LookAhead | null = null
  // what the running operator tells
  #subject = ''
  #failed = false
  #captures: (string | undefined)[] = []
  capturing = false
  #target: Target | null = null
  #argument: string | null = null
  /** Somebody wants to know what operators found. */
  tracing = false
  /** Somebody wants to know which rules are come to. */
  onRule: ((rule: RuleInfo) => void) | null = null
  /** SecRulePerfTime: a rule that takes this many microseconds is noted; null: rules are not timed. */
  readonly #slow: number | null
  /** What the prologue leaves is being noted, for other transactions. */
  #noting: PrologueBegin | null = null
  /** The rule whose time runs, or -1, and since when. */
  #timed = -1
  #began = 0

  constructor(linked: LinkedProgram, context: TransactionContext) {
    this.#linked = linked
    this.#context = context
    this.#code = linked.program.code
    this.#slow = linked.program.settings.rulePerfTime
    this.#trace = new MachineTrace(linked, context)
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

  /** Runs a phase to its end. */
  run(phase: number): MaybePromise<void> {
    const { workspace, isDebugging } = this.#context
    this.#timed = -1
    if (isDebugging) this.#trace.phase(phase)
    let running: MaybePromise<void>
    workspace.enter(phase, this.#context.isLarge)
    this.#ahead =
      this.#context.isLong && this.giveWay !== null ? new LookAhead(this.#linked.prefilter, this.#context.values) : null
    try {
      running = this.#execute(this.#context.enter(phase))
    } catch (error) {
      workspace.leave()
      throw error
    }
    if (running === undefined) workspace.leave()
    else running = running.finally(() => workspace.leave())
    return running
  }

  /** The prologue is about to run: the address to go on at, which is behind it when what it leaves is known. */
  #beginPrologue({ begin, end }: PrologueSpan): number {
    const context = this.#context
    const isWatched = context.isDebugging || this.tracing || this.onRule !== null || this.#slow !== null
    if (isWatched || !context.changes.isEmpty) return begin
    const { prologue } = this.#linked
    if (prologue === null) {
      this.#noting = context.beginPrologue(end)
      return begin
    }
    if (!prologue.before.equals(context.tx)) return begin
    context.resume(prologue)
    return prologue.next
  }

  #execute(start: number): MaybePromise<void> {
    const code = this.#code
    const context = this.#context
    const { workspace } = context
    const { prologueSpan: span, program, plans, plainRules } = this.#linked
    const { rules } = program
    const { placeOf } = plans
    // somebody wants to hear of every rule
    const isSlow = this.#slow !== null || this.onRule !== null || context.dialect.matchedUntilMiss
    let pc = start
    for (;;) {
      switch (code[pc]) {
        case Op.rule: {
          if (this.#slow !== null) this.#noteTime(this.#slow, code[pc + 1]!)
          if (context.halted) {
            if (context.isDebugging) this.#trace.halted(pc)
            return
          }
          if (this.#noting !== null && pc >= this.#noting.end) {
            this.#linked.prologue = context.endPrologue(this.#noting, pc)
            this.#noting = null
          }
          if (span !== null && pc === span.begin) {
            const next = this.#beginPrologue(span)
            if (next !== pc) {
              pc = next
              break
            }
          }
          // each step is logged once
          if (context.isDebugging) this.#ahead = null
          const isTired = this.#work + context.values.work > sliceOfWork
          if (isTired || !(context.isDebugging || workspace.findCandidates(sliceOfWork, this.#ahead))) {
            this.#work = 0
            context.values.work = 0
            const waiting = context.giveWay()
            if (waiting === null) break
            return waiting.then(() => this.#execute(pc))
          }
          const index = code[pc + 1]!
          if (context.changes.isRemoved(index)) {
            if (context.isDebugging) this.#trace.removed(index)
            pc = code[pc + 2]!
            break
          }
          if (this.onRule !== null) this.onRule(rules[index]!)
          if (this.#cannotMatch(index)) {
            context.matched.miss()
            pc =
              isSlow || this.#noting !== null
                ? code[pc + 2]!
                : workspace.nextAddress(placeOf[index]! + 1, context.tx, this)
            break
          }
          const plain = this.tracing ? undefined : plainRules[index]
          if (plain !== undefined && plain !== null && !context.isDebugging) {
            this.#passThrough(plain, index)
            const isNear = isSlow || this.#noting !== null || plain.place < 0
            pc = isNear ? plain.next : workspace.nextAddress(plain.place, context.tx, this)
            break
          }
          if (this.#noting !== null && span!.isSimple[index] === 0) this.#noting = null
          this.#rule = index
          this.#link = rules[index]!
          context.rule = this.#link
          if (this.#found.length > 0) this.#found = []
          context.matched.beginRule()
          pc += 3
          break
        }
        case Op.link:
          this.#link = rules[code[pc + 1]!]!
          pc += 2
          break
        case Op.select:
          this.#targets = context.collect(code[pc + 1]!, this.#link!.index, placeOf[this.#link!.index]!)
          if (context.isDebugging) {
            this.#trace.condition(this.#link!, this.#linked.operators[code[pc + 4]!]!, code[pc + 1]!)
          }
          this.#next = 0
          this.#matched = 0
          this.#variants = null
          pc += 2
          break
        case Op.match: {
          const found = this.#match(pc)
          if (typeof found !== 'boolean') {
            const here = pc
            return found.then((settled) => {
              this.#settled = settled
              return this.#execute(here)
            })
          }
          if (!found && context.halted) return
          pc = found ? pc + 5 : code[pc + 4]!
          break
        }
        case Op.script: {
          const outcome = this.#runScript(pc)
          pc += 2
          if (outcome instanceof Promise) {
            const [at, after] = [pc - 2, pc]
            return outcome.then((settled) => {
              this.#takeAnswer(settled, at)
              return this.#execute(after)
            })
          }
          this.#takeAnswer(outcome, pc - 2)
          break
        }
        case Op.always:
          this.#matched = 1
          if (context.dialect.actionEmptiesMatched) context.matched.matchNothing()
          if (context.isDebugging) this.#trace.unconditional(this.#link!)
          pc += 1
          break
        case Op.each:
          pc = code[pc + 1]!
          break
        case Op.unless:
          if (context.isDebugging) this.#trace.returned(this.#matched > 0)
          if (this.#matched === 0) {
            if (this.#found.length > 0) context.noteMiss(this.#link!)
            context.matched.miss()
            pc = code[pc + 1]!
          } else pc += 2
          break
        case Op.act: {
          const { definition, use } = this.#linked.actions[code[pc + 1]!]!
          if (context.isDebugging) this.#trace.action(definition.name)
          const waiting = definition.run?.(use.constant, context, this.#link!)
          pc += 2
          if (waiting !== undefined) {
            const after = pc
            return waiting.then(() => this.#execute(after))
          }
          break
        }
        case Op.finish: {
          const waiting = context.finishRule(rules[code[pc + 1]!]!, this.#found)
          pc += 2
          if (waiting !== undefined) {
            const after = pc
            return waiting.then(() => this.#execute(after))
          }
          break
        }
        case Op.jump:
          if (context.isDebugging) this.#trace.jumped(pc + 2, code[pc + 1]!)
          pc = code[pc + 1]!
          break
        default:
          if (this.#slow !== null) this.#noteTime(this.#slow, -1)
          context.rule = null
          return
      }
    }
  }

  #runScript(address: number): MaybePromise<LuaOutcome> {
    const { use } = this.#linked.operators[this.#code[address + 1]!]!
    if (this.#context.isDebugging) this.#trace.script(use.argument)
    const { script } = use.constant as { readonly script: LuaScript }
    return runScript(script, null, this.#context)
  }

  /** What a script said that is a condition: a text is a match, and a failure is none. */
  #takeAnswer(outcome: LuaOutcome, address: number): void {
    const context = this.#context
    this.#matched = 0
    if ('error' in outcome) {
      this.error('script-failed')
      if (context.settings.interceptOnError) context.halted = true
      return
    }
    const { answer } = outcome
    if (answer === null || (answer === '' && !context.dialect.emptyAnswersMatch)) return
    const target = new Target('SecRuleScript', '', answer, -1)
    this.#matched = 1
    context.matched.add(target, answer)
    const use = this.#linked.matchUse(address, this.#link!)
    if (this.#found.length < context.services.limits.matches) {
      this.#found.push(new MatchedTarget(target, answer, use, null, null))
    }
  }

  /** Notes how long the rule took that ends here, and begins with the next. */
  #noteTime(limit: number, next: number): void {
    const { slowRules, services } = this.#context
    const now = services.clock.now()
    const took = Math.round(now - this.#began)
    const rule = this.#timed
    this.#timed = next
    this.#began = now
    if (rule < 0 || took < limit) return
    const { id } = this.#linked.program.rules[rule]!
    slowRules.set(id, (slowRules.get(id) ?? 0) + took)
  }

  /** Whether the first condition of a rule can be told to fail without looking. Values that ctl took out of the rule only make that truer. */
  #cannotMatch(rule: number): boolean {
    const context = this.#context
    if (context.isDebugging) return false
    const { plans, txTests } = this.#linked
    if (!context.workspace.isCandidate(plans.placeOf[rule]!, context.tx, this)) return true
    if (plans.filterOf[rule]! >= 0) return false
    const test = txTests.ofRule[rule]!
    return test >= 0 && !txTests.tests[test]!.canMatch(context.tx, this)
  }

  /** A plain rule matches. */
  #passThrough(plain: PlainRule, rule: number): void {
    const context = this.#context
    const filter = this.#linked.plans.filterOf[rule]!
    const members = filter >= 0 ? context.workspace.testedMembers(filter) : context.tx.named(plain.key)
    const { target, match } = plain.matchFor(members, context, this.#linked)
    context.matched.beginRule()
    context.matched.add(target, target.text)
    context.logPlain(match)
  }

  /** Goes to the next value that matches; false when there is none. A promise of null: others had their turn, it is to be asked again. */
  #match(address: number): boolean | Promise<boolean | null> {
    const targets = this.#targets
    const code = this.#code
    const chain = this.#linked.chains[code[address + 1]!]!
    const operator = this.#linked.operators[code[address + 2]!]!
    const flags = code[address + 3]!
    const { values } = this.#context
    const negated = (flags & MatchFlag.negated) !== 0
    if (this.#matched > 0 && this.#stopsHere()) return false
    while (this.#next < targets.length) {
      const target = targets[this.#next]!
      let value = target.value
      if (this.#ahead !== null && this.#settled === null && !this.#ahead.target(target, chain, operator))
        return this.#again()
      if ((flags & MatchFlag.multiMatch) !== 0) {
        this.#variants ??= this.#variantsOf(numberOf(target, values), chain)
        value = this.#variants[this.#variant]!
      } else if (chain.parent !== null) value = values.after(numberOf(target, values), chain)
      const text = value < 0 ? target.text : values.text(value)
      if (this.#context.isDebugging && this.#settled === null) this.#trace.value(target, text, chain)
      const outcome = this.#settled ?? this.#test(operator, value, text, target, flags)
      if (typeof outcome !== 'boolean') return outcome
      this.#settled = null
      if (this.#failed && this.#context.settings.interceptOnError) {
        this.#context.halted = true
        return false
      }
      this.#advance()
      if (value >= 0 && operator.bit >= 0 && operator.isPure && !this.#failed) {
        if (!outcome) values.noteMiss(value, operator.bit)
        else if (negated) values.noteHit(value, operator.bit)
      }
      if (outcome === negated || (this.#failed && !this.#context.dialect.errorsMatchNegated)) continue
      this.#matched++
      this.#work += matchWork
      this.#record(target, text, flags, address)
      return true
    }
    return false
  }

  /** Lets others have their turn. */
  #again(): Promise<null> {
    return this.giveWay!().then(() => null)
  }

  /** The rule has matched and will stop the transaction, in the dialect where that happens at once. */
  #stopsHere(): boolean {
    const { dialect, settings, phase } = this.#context
    if (!dialect.stopsAtFirstMatch || settings.ruleEngine !== 'On' || phase === 5 || this.#link!.chained) return false
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
    operator: LinkedOperator,
    value: number,
    text: string,
    target: Target,
    flags: number,
  ): boolean | Promise<boolean | null> {
    this.#failed = false
    this.#argument = null
    if (this.#captures.length > 0) this.#captures = []
    const context = this.#context
    if (operator.bit >= 0 && value >= 0 && !context.isDebugging && !context.values.isCandidate(value, operator.bit)) {
      return false
    }
    if (this.#ahead !== null && !this.#ahead.allows(text.length)) return this.#again()
    this.#work += text.length + 64
    this.#subject = text
    this.capturing = this.tracing || (flags & MatchFlag.capture) !== 0
    this.#target = target
    const { template } = operator.use
    if (template === null) {
      const isKept = (flags & MatchFlag.capture) !== 0 && operator.isPure && value >= 0 && operator.bit >= 0
      return isKept ? this.#capture(operator, value, text) : operator.definition.run(operator.live, text, this)
    }
    this.#argument = this.#linked.expand(template, context)
    const made = operator.liveFor(this.#argument)
    if (made === null) return this.error('bad-argument')
    return operator.definition.run(made.live, text, this)
  }

  /** What an operator captures of a value is always the same. */
  #capture(operator: LinkedOperator, value: number, text: string): MaybePromise<boolean> {
    const { values } = this.#context
    const known = values.capturesOf(value, operator.bit)
    if (known !== null) {
      this.#captures = known
      return true
    }
    const outcome = operator.definition.run(operator.live, text, this)
    if (outcome === true && this.#captures.length > 0) values.noteCaptures(value, operator.bit, this.#captures)
    return outcome
  }

  #record(target: Target, text: string, flags: number, address: number): void {
    const context = this.#context
    if ((flags & MatchFlag.capture) !== 0 && (flags & MatchFlag.negated) === 0) {
      context.tx.setGroups(this.#captures, context.dialect.captures)
      if (context.isDebugging) this.#trace.captured(this.#linked.operators[this.#code[address + 2]!]!, this.#captures)
    }
    context.matched.add(target, text)
    const isFull = this.#found.length >= context.services.limits.matches
    if (isFull && !this.#linked.sanitises) return
    const use = this.#linked.matchUse(address, this.#link!)
    const found = new MatchedTarget(target, text, use, this.#captures[0] ?? null, this.#argument)
    if (!isFull) this.#found.push(found)
    if (this.#linked.sanitises) context.sanitise.note(found)
  }

  capture(group: number, from: number, to: number): void {
    this.#captures[group] = this.#subject.slice(from, to)
  }

  captureText(group: number, text: string): void {
    this.#captures[group] = text
  }

  error(code: string): false {
    this.#failed = true
    this.#context.debug(3, () => `operator error in rule ${this.#linked.program.rules[this.#rule]!.id}: ${code}`)
    return false
  }
}

/** The number of a value, also of one that is not kept for a whole phase. */
function numberOf(target: Target, values: ValueTable): number {
  return target.value < 0 ? values.of(target.text) : target.value
}

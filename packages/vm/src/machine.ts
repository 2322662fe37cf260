import { type MaybePromise, Op, type RuleInfo } from '@secrule/program'
import { type LuaOutcome, type LuaScript, runScript } from '@secrule/stdlib'
import { Condition, sliceOfWork } from './condition.js'
import type { KnownStretches } from './known-stretches.js'
import type { LinkedProgram } from './linked-program.js'
import { LookAhead } from './look-ahead.js'
import { MachineTrace } from './machine-trace.js'
import type { PlainRule } from './plain-rule.js'
import type { TransactionContext } from './transaction-context.js'

/**
 * Runs the bytecode of a phase over one transaction. The loop is the one switch over the instruction set; its length is
 * that of the set. It runs synchronously until an operator or action must wait: then it gives a promise and goes on at
 * the same instruction.
 */
export class Machine {
  readonly #linked: LinkedProgram
  readonly #context: TransactionContext
  readonly #code: Int32Array
  readonly #trace: MachineTrace
  readonly #condition: Condition
  /** Somebody wants to know which rules are come to. */
  onRule: ((rule: RuleInfo) => void) | null = null
  /** SecRulePerfTime: a rule that takes this many microseconds is noted; null: rules are not timed. */
  readonly #slow: number | null
  /** The rule whose time runs, or -1, and since when. */
  #timed = -1
  #began = 0

  constructor(linked: LinkedProgram, context: TransactionContext) {
    this.#linked = linked
    this.#context = context
    this.#code = linked.program.code
    this.#slow = linked.program.settings.rulePerfTime
    this.#trace = new MachineTrace(linked, context)
    this.#condition = new Condition(linked, context, this.#trace)
  }

  /** Somebody wants to know what operators found. */
  set tracing(isTracing: boolean) {
    this.#condition.tracing = isTracing
  }

  /** Runs a phase to its end. */
  run(phase: number): MaybePromise<void> {
    const { workspace, isDebugging } = this.#context
    this.#timed = -1
    this.#condition.recording?.drop()
    this.#condition.recording = null
    if (isDebugging) this.#trace.phase(phase)
    let running: MaybePromise<void>
    workspace.enter(phase, this.#context.isLarge)
    this.#condition.ahead =
      this.#context.isLong && this.#context.services.giveWay !== null
        ? new LookAhead(this.#linked.prefilter, this.#context.values)
        : null
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

  #execute(start: number): MaybePromise<void> {
    const code = this.#code
    const context = this.#context
    const condition = this.#condition
    const { workspace } = context
    const { program, plans, plainRules, selections, stretches } = this.#linked
    const { rules } = program
    const { placeOf } = plans
    // somebody wants to hear of every rule
    const isSlow = this.#slow !== null || this.onRule !== null || context.dialect.matchedUntilMiss
    const isWatched = isSlow || condition.tracing || stretches === null
    let pc = start
    for (;;) {
      switch (code[pc]) {
        case Op.rule: {
          if (this.#slow !== null) this.#noteTime(this.#slow, code[pc + 1]!)
          if (context.halted) {
            if (context.isDebugging) this.#trace.halted(pc)
            return
          }
          // each step is logged once
          if (context.isDebugging) condition.ahead = null
          if (condition.isTired || !(context.isDebugging || workspace.findCandidates(sliceOfWork, condition.ahead))) {
            const waiting = condition.rest()
            if (waiting === null) break
            // not `pc` itself: what a closure holds is slow for the whole loop
            const here = pc
            return waiting.then(() => this.#execute(here))
          }
          const index = code[pc + 1]!
          if (!isWatched && !context.isDebugging) {
            const next = this.#knownStretch(index, pc, stretches)
            if (next >= 0) {
              pc = next
              break
            }
          }
          if (context.changes.isRemoved(index)) {
            if (context.isDebugging) this.#trace.removed(index)
            pc = code[pc + 2]!
            break
          }
          if (this.onRule !== null) this.onRule(rules[index]!)
          if (this.#cannotMatch(index)) {
            context.matched.miss()
            pc = isSlow ? code[pc + 2]! : workspace.nextAddress(placeOf[index]! + 1, context.tx, condition)
            break
          }
          const plain = condition.tracing ? undefined : plainRules[index]
          if (plain !== undefined && plain !== null && !context.isDebugging) {
            this.#passThrough(plain, index)
            if (condition.recording !== null) condition.recording.notePlain()
            const isNear = isSlow || plain.place < 0
            pc = isNear ? plain.next : workspace.nextAddress(plain.place, context.tx, condition)
            break
          }
          if (condition.recording !== null) condition.recording.noteRule()
          condition.beginRule(index)
          context.rule = rules[index]!
          context.matched.beginRule()
          pc += 3
          break
        }
        case Op.link:
          condition.link = rules[code[pc + 1]!]!
          pc += 2
          break
        case Op.select: {
          // to collect very many values is much by itself
          const waiting = condition.isTired ? condition.rest() : null
          if (waiting !== null) {
            if (condition.recording !== null) condition.recording.refuse()
            const here = pc
            return waiting.then(() => this.#execute(here))
          }
          const targets = context.collect(code[pc + 1]!, condition.link!.index, placeOf[condition.link!.index]!)
          if (condition.recording !== null) condition.recording.noteTargets(selections[code[pc + 1]!]!, targets)
          condition.begin(targets)
          if (context.isDebugging) {
            this.#trace.condition(condition.link!, this.#linked.operators[code[pc + 4]!]!, code[pc + 1]!)
          }
          pc += 2
          break
        }
        case Op.match: {
          if (condition.recording !== null) condition.recording.noteOperator(this.#linked.operators[code[pc + 2]!]!)
          const found = condition.match(pc)
          if (typeof found !== 'boolean') {
            if (condition.recording !== null) condition.recording.refuse()
            const here = pc
            return found.then((settled) => {
              condition.settled = settled
              return this.#execute(here)
            })
          }
          if (!found && context.halted) return
          pc = found ? pc + 5 : code[pc + 4]!
          break
        }
        case Op.script: {
          if (condition.recording !== null) condition.recording.refuse()
          const outcome = this.#runScript(pc)
          pc += 2
          if (outcome instanceof Promise) {
            const [at, after] = [pc - 2, pc]
            return outcome.then((settled) => {
              condition.takeAnswer(settled, at)
              return this.#execute(after)
            })
          }
          condition.takeAnswer(outcome, pc - 2)
          break
        }
        case Op.always:
          condition.matched = 1
          if (context.dialect.actionEmptiesMatched) context.matched.matchNothing()
          if (context.isDebugging) this.#trace.unconditional(condition.link!)
          pc += 1
          break
        case Op.each:
          pc = code[pc + 1]!
          break
        case Op.unless:
          if (context.isDebugging) this.#trace.returned(condition.matched > 0)
          if (condition.matched === 0) {
            if (condition.found.length > 0 && context.noteMiss(condition.link!)) condition.recording?.refuse()
            context.matched.miss()
            pc = code[pc + 1]!
          } else pc += 2
          break
        case Op.act: {
          const action = this.#linked.actions[code[pc + 1]!]!
          if (condition.recording !== null) condition.recording.noteAction(action, condition.link!)
          if (context.isDebugging) this.#trace.action(action.definition.name)
          const waiting = action.run?.(action.constant, context, condition.link!)
          pc += 2
          if (waiting !== undefined) {
            if (condition.recording !== null) condition.recording.refuse()
            const after = pc
            return waiting.then(() => this.#execute(after))
          }
          break
        }
        case Op.finish: {
          if (condition.recording !== null) condition.recording.noteMatch(rules[code[pc + 1]!]!)
          const waiting = context.finishRule(rules[code[pc + 1]!]!, condition.found)
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
          if (condition.recording !== null) {
            condition.recording.comeTo(pc, plans.ofPhase[context.phase]!.addresses.length - 1)
            this.#endRecording()
          }
          context.rule = null
          return
      }
    }
  }

  /** A rule is come to: the address behind a stretch of rules that begins with it, when it was known what they do, or -1. */
  #knownStretch(rule: number, address: number, stretches: KnownStretches): number {
    const condition = this.#condition
    const place = this.#linked.plans.placeOf[rule]!
    if (condition.recording !== null) {
      condition.recording.comeTo(address, place)
      if (!condition.recording.isOver && !stretches.looksElsewhere(address, place, this.#context)) return -1
      this.#endRecording()
    }
    const entered = stretches.enter(rule, address, place, this.#context, condition.ahead === null)
    if (typeof entered === 'number') return entered
    condition.recording = entered
    return -1
  }

  #endRecording(): void {
    const recording = this.#condition.recording!
    this.#condition.recording = null
    this.#linked.stretches!.take(recording)
  }

  #runScript(address: number): MaybePromise<LuaOutcome> {
    const { use } = this.#linked.operators[this.#code[address + 1]!]!
    if (this.#context.isDebugging) this.#trace.script(use.argument)
    const { script } = use.constant as { readonly script: LuaScript }
    return runScript(script, null, this.#context)
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
    if (!context.workspace.isCandidate(plans.placeOf[rule]!, context.tx, this.#condition)) return true
    if (plans.filterOf[rule]! >= 0) return false
    const test = txTests.ofRule[rule]!
    return test >= 0 && !txTests.tests[test]!.canMatch(context.tx, this.#condition)
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
}

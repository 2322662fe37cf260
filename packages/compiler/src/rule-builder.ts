import {
  type CompileContext,
  type Diagnostic,
  type Dialect,
  positionAt,
  problem,
  type Span,
  withRelated,
} from '@secrule/program'
import type { ActionDirective, RuleDirective, ScriptDirective } from '@secrule/syntax'
import { lastNamed, resolveActions } from './action-list.js'
import { checkLink } from './chain-link.js'
import type { DefaultActions } from './default-actions.js'
import { describe } from './describe-rule.js'
import { resolveOperator, scriptOperator } from './operator-use.js'
import { warnOfPhase } from './phase-warnings.js'
import type { Report } from './report.js'
import type { Rule, RuleAction, RuleOperator } from './ruleset.js'
import { resolveTargets } from './targets.js'
import type { TxUses } from './tx-uses.js'

/** A chain that waits for its next rule. */
interface OpenChain {
  readonly starter: Rule
  /** The `chain` action that announced the rule. */
  readonly announced: RuleAction
  /** Markers that stand between it and the rule, if one comes. */
  readonly markers: Span[]
  /** The first rule of it could not be read, so that nothing can be said of the others. */
  readonly headless: boolean
}

/** What makes a rule. */
export type RuleMaker = RuleDirective | ActionDirective | ScriptDirective

/** Builds rules of SecRule, SecAction and SecRuleScript directives, and puts links into their chains. */
export class RuleBuilder {
  readonly #defaults: DefaultActions
  readonly #dialect: Dialect
  readonly #txUses: TxUses
  #open: OpenChain | null = null
  /** The first rule of the chain, or the rule, that was built last. */
  #latest: Rule | null = null
  /** The rule before this place could not be read, so the next one may be meant as its link. */
  #mayContinue = false
  #era = 0
  readonly #ids = new Map<number, Rule>()

  constructor(defaults: DefaultActions, dialect: Dialect, txUses: TxUses) {
    this.#defaults = defaults
    this.#txUses = txUses
    this.#dialect = dialect
  }

  /** The new rule, or null when the directive became a link of the open chain (or is not usable). */
  build(directive: RuleMaker, context: CompileContext, report: Report): Rule | null {
    const own = resolveActions(directive.actions ?? [], context, report)
    const alone = this.#dialect.actionsStandAlone && directive.kind === 'action-list' ? this.#open : null
    const open = alone === null ? this.#open : null
    const phase = open === null ? describe(own).phase : open.starter.phase
    const inherited = this.#defaults.inherited(phase, open !== null, this.#dialect)
    const operator = operatorOf(directive, context, this.#era, report)
    this.#txUses.note(directive.kind === 'rule' ? directive.variables : [], operator, [...inherited, ...own])
    const rule: Rule = {
      id: open === null ? describe(own).id : 0,
      phase,
      span: directive.span,
      line: positionAt(directive.span.file, directive.span.start).line,
      endLine: positionAt(directive.span.file, Math.max(directive.span.start, directive.span.end - 1)).line,
      operator,
      targets: directive.kind === 'rule' ? resolveTargets(directive.variables, phase, this.#dialect, report) : [],
      isScript: directive.kind === 'script',
      actions: [...inherited, ...own],
      inherited: inherited.length,
      blocking: this.#defaults.block(phase),
      links: [],
      removed: false,
      unfinished: false,
    }
    const isLink = open !== null || (this.#mayContinue && !writesId(directive))
    this.#mayContinue = false
    this.#latest = open?.starter ?? rule
    const announced = lastNamed(own, 'chain')
    const headless = open === null ? isLink : open.headless
    this.#open = announced === null ? alone : { starter: this.#latest, announced, markers: [], headless }
    if (isLink && headless) return null
    warnOfPhase(own, operator, phase, report)
    if (open === null) {
      this.#checkStarter(rule, own, directive, report)
      return rule
    }
    for (const marker of open.markers) report.add(inChain(problem(marker, 'marker-in-chain'), open.starter))
    if (directive.span.file !== open.starter.span.file) {
      report.add(inChain(problem(directive.name.span, 'chain-over-files'), open.starter))
    }
    checkLink(own, open.starter, this.#dialect, report)
    open.starter.links.push(rule)
    return null
  }

  /** A SecMarker stands here: an error when the chain goes on after it. */
  mark(span: Span): void {
    this.#open?.markers.push(span)
  }

  /** The rule that would stand here could not be read, and was reported as such. Gives the rule that it was a link of. */
  abandonChain(): Rule | null {
    const starter = this.#open?.starter ?? null
    this.#open = null
    this.#mayContinue = true
    return starter
  }

  /** Takes the rule or link that was built last out again, with its whole chain, and gives the chain's first rule. */
  drop(): Rule | null {
    const rule = this.#latest
    if (rule !== null) {
      rule.removed = true
      this.release(rule)
    }
    return rule
  }

  /** What the rules after this place are compiled with has changed, so that equal operators need not be the same. */
  beginEra(): void {
    this.#era++
  }

  /** Where a chain was announced whose next rule never came; null when there is none. */
  get unfinished(): Span | null {
    return this.#open === null || this.#open.headless ? null : this.#open.announced.span
  }

  /** Leaves the chain that waits for its next rule as it is: it never matches, or without that rule. */
  leaveUnfinished(mayMatch: boolean): void {
    if (this.#open !== null && !mayMatch) this.#open.starter.unfinished = true
    this.#open = null
  }

  /** A removed rule's id may be used again. */
  release(rule: Rule): void {
    if (this.#ids.get(rule.id) === rule) this.#ids.delete(rule.id)
  }

  #checkStarter(rule: Rule, own: readonly RuleAction[], directive: RuleMaker, report: Report): void {
    const id = lastNamed(own, 'id')
    if (id === null) {
      const mayLack = directive.kind === 'action-list' && this.#dialect.actionWithoutId
      if (!mayLack && !writesId(directive)) report.add(problem(directive.name.span, 'missing-id'))
      return
    }
    const other = this.#ids.get(rule.id)
    if (other === undefined) this.#ids.set(rule.id, rule)
    else {
      const first = lastNamed(other.actions, 'id')?.valueSpan ?? other.span
      report.add(withRelated(problem(id.valueSpan, 'duplicate-id', String(rule.id)), first, 'first used here'))
    }
  }
}

function operatorOf(directive: RuleMaker, context: CompileContext, era: number, report: Report): RuleOperator | null {
  switch (directive.kind) {
    case 'rule':
      return resolveOperator(directive.operator, context, era, report)
    case 'script':
      return scriptOperator(directive.file, context, era, report)
    default:
      return null
  }
}

function writesId({ actions }: RuleMaker): boolean {
  return actions?.some((each) => each.name.value.toLowerCase() === 'id') ?? false
}

function inChain(diagnostic: Diagnostic, starter: Rule): Diagnostic {
  return withRelated(diagnostic, starter.span, 'the chain begins here')
}

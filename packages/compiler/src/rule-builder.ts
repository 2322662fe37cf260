import { type CompileContext, type Dialect, positionAt, problem, withRelated } from '@secrule/program'
import type { ActionDirective, RuleDirective } from '@secrule/syntax'
import { lastNamed, resolveActions } from './action-list.js'
import type { DefaultActions } from './default-actions.js'
import { describe } from './describe-rule.js'
import { resolveOperator } from './operator-use.js'
import type { Report } from './report.js'
import type { Rule, RuleAction } from './ruleset.js'
import { resolveTargets } from './targets.js'

/** Builds rules of SecRule and SecAction directives, and puts links into their chains. */
export class RuleBuilder {
  readonly #defaults: DefaultActions
  readonly #dialect: Dialect
  /** The chain that waits for its next rule, and the `chain` action that announced it. */
  #open: { readonly starter: Rule; readonly announced: RuleAction } | null = null
  readonly #ids = new Map<number, Rule>()

  constructor(defaults: DefaultActions, dialect: Dialect) {
    this.#defaults = defaults
    this.#dialect = dialect
  }

  /** The new rule, or null when the directive became a link of the open chain (or is not usable). */
  build(directive: RuleDirective | ActionDirective, context: CompileContext, report: Report): Rule | null {
    const own = resolveActions(directive.actions ?? [], context, report)
    const open = this.#open
    const isLink = open !== null
    const phase = isLink ? open.starter.phase : describe(own).phase
    const inherited = this.#defaults.inherited(phase, isLink, this.#dialect)
    const rule: Rule = {
      id: isLink ? 0 : describe(own).id,
      phase,
      span: directive.span,
      line: positionAt(directive.span.file, directive.span.start).line,
      endLine: positionAt(directive.span.file, Math.max(directive.span.start, directive.span.end - 1)).line,
      operator: directive.kind === 'rule' ? resolveOperator(directive.operator, context, report) : null,
      targets: directive.kind === 'rule' ? resolveTargets(directive.variables, phase, this.#dialect, report) : [],
      actions: [...inherited, ...own],
      inherited: inherited.length,
      links: [],
      removed: false,
    }
    const announced = lastNamed(own, 'chain')
    if (isLink) {
      checkLink(own, open.starter, directive, report)
      open.starter.links.push(rule)
      this.#open = announced === null ? null : { starter: open.starter, announced }
      return null
    }
    this.#open = announced === null ? null : { starter: rule, announced }
    this.#checkStarter(rule, own, directive, report)
    return rule
  }

  get chainIsOpen(): boolean {
    return this.#open !== null
  }

  /** The rule that would follow could not be read, and was reported as such. */
  abandonChain(): void {
    this.#open = null
  }

  /** Reports a chain whose next rule never came. */
  finish(report: Report): void {
    if (this.#open !== null) report.add(problem(this.#open.announced.span, 'chain-without-next'))
    this.#open = null
  }

  /** A removed rule's id may be used again. */
  release(rule: Rule): void {
    if (this.#ids.get(rule.id) === rule) this.#ids.delete(rule.id)
  }

  #checkStarter(
    rule: Rule,
    own: readonly RuleAction[],
    directive: RuleDirective | ActionDirective,
    report: Report,
  ): void {
    const id = lastNamed(own, 'id')
    const wroteId = directive.actions?.some((each) => each.name.value.toLowerCase() === 'id') ?? false
    if (id === null) {
      if (!wroteId) report.add(problem(directive.name.span, 'missing-id'))
      return
    }
    const other = this.#ids.get(rule.id)
    if (other === undefined) this.#ids.set(rule.id, rule)
    else {
      const first = lastNamed(other.actions, 'id')?.valueSpan ?? other.span
      report.add(withRelated(problem(id.valueSpan, 'duplicate-id', String(rule.id)), first, 'first used here'))
    }
    if (rule.phase !== 5) return
    const disruptive = own.findLast(({ definition }) => definition.group === 'disruptive')
    if (disruptive === undefined || ['pass', 'allow', 'block'].includes(disruptive.definition.name)) return
    report.add(problem(disruptive.span, 'phase5-disruptive', disruptive.definition.name))
  }
}

function checkLink(
  own: readonly RuleAction[],
  starter: Rule,
  directive: RuleDirective | ActionDirective,
  report: Report,
): void {
  if (directive.span.file !== starter.span.file) {
    report.add(withRelated(problem(directive.name.span, 'chain-over-files'), starter.span, 'the chain begins here'))
  }
  for (const { definition, span } of own) {
    if (definition.inLink) continue
    const found =
      definition.name === 'id'
        ? problem(span, 'id-in-link')
        : definition.name === 'phase'
          ? problem(span, 'phase-in-link', String(starter.phase))
          : definition.group === 'flow'
            ? problem(span, 'skip-in-link', definition.name)
            : problem(span, 'disruptive-in-link', definition.name)
    report.add(withRelated(found, starter.span, 'the chain begins here'))
  }
}

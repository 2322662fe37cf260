import { type CompileContext, type Diagnostic, type Dialect, problem, type Span, withRelated } from '@secrule/program'
import type { ActionDirective } from '@secrule/syntax'
import { lastNamed, resolveActions } from './action-list.js'
import { describe } from './describe-rule.js'
import type { Report } from './report.js'
import type { Blocking, RuleAction } from './ruleset.js'

/** What SecDefaultAction gives to the rules that follow, per phase. */
export class DefaultActions {
  readonly #byPhase = new Map<number, readonly RuleAction[]>()
  readonly #places = new Map<number, Span>()
  readonly #isOne: boolean

  constructor(dialect: Dialect) {
    this.#isOne = dialect.oneDefaultList
  }

  /** Takes a SecDefaultAction. */
  define(directive: ActionDirective, context: CompileContext, report: Report): void {
    const list = resolveActions(directive.actions, context, report)
    const kept = list.filter((action) => allowed(action, context.dialect, report))
    const phase = lastNamed(list, 'phase')
    const given = phase === null ? context.dialect.defaultPhase : describe([phase]).phase
    if (given === null) report.add(problem(directive.name.span, 'default-without-phase'))
    const acts = list.some(({ definition }) => definition.group === 'disruptive' && definition.name !== 'block')
    if (!acts) report.add(withoutDisruptive(directive, lastNamed(list, 'block')))
    if (given === null || !acts) return
    // one list for all phases is kept under none of them
    const number = this.#isOne ? 0 : given
    const earlier = this.#places.get(number)
    if (earlier !== undefined && !this.#isOne) {
      const found = problem(directive.name.span, 'default-twice', String(number))
      report.add(withRelated(found, earlier, 'the first one stands here'))
    }
    this.#places.set(number, directive.span)
    this.#byPhase.set(number, kept)
  }

  /** What a rule of that phase inherits. A link of a chain inherits transformations only. */
  inherited(phase: number, isLink: boolean, dialect: Dialect): readonly RuleAction[] {
    const list = this.#byPhase.get(this.#isOne ? 0 : phase) ?? []
    if (isLink) return list.filter(({ definition }) => definition.name === 't')
    return dialect.inheritsDisruptive ? list : list.filter(({ definition }) => definition.group !== 'disruptive')
  }

  /** What `block` stands for in rules of a phase that follow; null is pass. */
  block(phase: number): Blocking | null {
    const list = this.#byPhase.get(this.#isOne ? 0 : phase) ?? []
    const disruptive = list.findLast(
      ({ definition }) => definition.group === 'disruptive' && definition.name !== 'block',
    )
    return disruptive === undefined ? null : { disruptive, status: lastNamed(list, 'status') }
  }
}

function withoutDisruptive({ name }: ActionDirective, block: RuleAction | null): Diagnostic {
  if (block === null) return problem(name.span, 'default-without-disruptive')
  const right = '`block` stands for what SecDefaultAction says: write pass, deny, drop, redirect or allow'
  return problem(block.span, 'default-without-disruptive', right)
}

function allowed(action: RuleAction, dialect: Dialect, report: Report): boolean {
  const { definition, constant, span } = action
  if (definition.name === 't') {
    const none = (constant as { readonly transformation?: string }).transformation === 'none'
    report.add(problem(span, none ? 'default-t-none' : 'default-transformation'))
    return !none
  }
  if (definition.name === 'phase' || definition.name === 'block') return false
  if (definition.inDefault) return true
  const isTaken = dialect.defaultMetadata.includes(definition.name)
  const found = problem(span, 'default-metadata', definition.name)
  report.add(isTaken ? { ...found, severity: 'warning' } : found)
  return isTaken
}

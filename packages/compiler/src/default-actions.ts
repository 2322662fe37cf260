import { type CompileContext, type Dialect, problem } from '@secrule/program'
import type { ActionDirective } from '@secrule/syntax'
import { lastNamed, resolveActions } from './action-list.js'
import { describe } from './describe-rule.js'
import type { Report } from './report.js'
import type { RuleAction } from './ruleset.js'

/** What SecDefaultAction gives to the rules that follow, per phase. */
export class DefaultActions {
  readonly #byPhase = new Map<number, readonly RuleAction[]>()

  /** Takes a SecDefaultAction. */
  define(directive: ActionDirective, context: CompileContext, report: Report): void {
    const list = resolveActions(directive.actions, context, report)
    const kept = list.filter((action) => allowed(action, report))
    const phase = lastNamed(list, 'phase')
    if (phase === null) report.add(problem(directive.name.span, 'default-without-phase'))
    const acts = list.some(({ definition }) => definition.group === 'disruptive' && definition.name !== 'block')
    if (!acts) report.add(problem(directive.name.span, 'default-without-disruptive'))
    if (phase === null || !acts) return
    const number = describe([phase]).phase
    if (this.#byPhase.has(number)) report.add(problem(directive.name.span, 'default-twice', String(number)))
    this.#byPhase.set(number, kept)
  }

  /** What a rule of that phase inherits. A link of a chain inherits transformations only. */
  inherited(phase: number, isLink: boolean, dialect: Dialect): readonly RuleAction[] {
    const list = this.#byPhase.get(phase) ?? []
    if (isLink) return list.filter(({ definition }) => definition.name === 't')
    return dialect.inheritsDisruptive ? list : list.filter(({ definition }) => definition.group !== 'disruptive')
  }

  /** The disruptive action and status that `block` stands for in a phase; null is pass. */
  block(phase: number): { readonly disruptive: RuleAction; readonly status: RuleAction | null } | null {
    const list = this.#byPhase.get(phase) ?? []
    const disruptive = list.findLast(
      ({ definition }) => definition.group === 'disruptive' && definition.name !== 'block',
    )
    return disruptive === undefined ? null : { disruptive, status: lastNamed(list, 'status') }
  }
}

function allowed(action: RuleAction, report: Report): boolean {
  const { definition, constant, span } = action
  if (definition.name === 't') {
    const none = (constant as { readonly transformation?: string }).transformation === 'none'
    report.add(problem(span, none ? 'default-t-none' : 'default-transformation'))
    return !none
  }
  if (definition.name === 'phase') return false
  if (!definition.inDefault) report.add(problem(span, 'default-metadata', definition.name))
  return definition.inDefault
}

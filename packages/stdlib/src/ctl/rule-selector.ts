import { type CompileContext, type Diagnostic, problem, type RuleTable, type Span, subspan } from '@secrule/program'
import { selectorPatternProblem } from '../pattern-problem.js'

/** What an option names rules by, as written; or their indexes, once all rules are known. */
export type RuleSelector =
  | { readonly by: 'id'; readonly ranges: readonly (readonly [from: number, to: number])[] }
  | { readonly by: 'tag' | 'message'; readonly text: string }
  | { readonly by: 'index'; readonly rules: readonly number[] }

/** How an option names rules: the same three ways as SecRuleRemoveById, ByTag and ByMsg. */
export type RuleNaming = 'id' | 'tag' | 'message'

/** Parses what an option names rules by. Ids and ranges are separated by commas or spaces. */
export function ruleSelector(
  by: RuleNaming,
  option: string,
  text: string,
  span: Span,
  context: CompileContext,
): RuleSelector | Diagnostic {
  if (text.trim() === '') return problem(span, 'bad-value', text, `ctl:${option}`, `name rules by their ${by}`)
  if (by !== 'id') {
    const wrong = context.dialect.removalBy === 'regex' ? selectorPatternProblem(text) : null
    return wrong === null
      ? { by, text }
      : problem(subspan(span, wrong.offset ?? 0, text.length), 'bad-regex', wrong.message)
  }
  const ranges: (readonly [number, number])[] = []
  for (const part of text.matchAll(/[^\s,]+/g)) {
    const [, from, to = from] = /^(\d{1,16})(?:-(\d{1,16}))?$/.exec(part[0]) ?? []
    const range = [Number(from), Number(to)] as const
    if (!(range[0] <= range[1])) {
      const place = subspan(span, part.index, part.index + part[0].length)
      return problem(
        place,
        'bad-value',
        part[0],
        `ctl:${option}`,
        'write rule ids and ranges: `942100` or `942100-942199`',
      )
    }
    ranges.push(range)
  }
  return { by, ranges }
}

/** The selector with the indexes of the rules that it names. */
export function resolveRules(selector: RuleSelector, table: RuleTable): RuleSelector {
  switch (selector.by) {
    case 'id':
      return { by: 'index', rules: table.byId(selector.ranges) }
    case 'tag':
      return { by: 'index', rules: table.byTag(selector.text) }
    case 'message':
      return { by: 'index', rules: table.byMessage(selector.text) }
    default:
      return selector
  }
}

/** The rules of a selector; none before it was resolved, which the compiler does with every constant. */
export function selectedRules(selector: RuleSelector): readonly number[] {
  return selector.by === 'index' ? selector.rules : []
}

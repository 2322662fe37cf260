import {
  type CompileContext,
  type Diagnostic,
  isDiagnostic,
  type Services,
  type Settings,
  type Span,
  type Template,
  type TransactionState,
} from '@secrule/program'
import { compilePattern, type Matcher, type Pattern, type PatternFlags } from '@secrule/regex'
import { hasMacros, parseTemplate } from '../macro.js'
import { linkArgument, patternArgument } from './pattern-argument.js'

/** A regular expression whose macros, if it has any, put text into it at every evaluation. */
export type PatternTemplate =
  | { readonly pattern: Pattern }
  | { readonly template: Template; readonly flags: PatternFlags; readonly literal: boolean }

/** The pattern of this evaluation; null when the text that macros gave makes no regular expression. */
export type PatternSource = (transaction: TransactionState) => Matcher | null

/** With `literal` what a macro gives stands for itself; without it, it is read as part of the expression. */
export function patternTemplate(
  source: string,
  flags: PatternFlags,
  literal: boolean,
  span: Span,
  context: CompileContext,
): PatternTemplate | Diagnostic {
  if (hasMacros(source)) {
    const template = parseTemplate(source, span, context.dialect)
    return isDiagnostic(template) ? template : { template, flags, literal }
  }
  const pattern = patternArgument(source, flags, span, context)
  return isDiagnostic(pattern) ? pattern : { pattern }
}

/** Patterns that macros made and that are kept. */
const mostKept = 64

/** Makes it ready: a pattern with macros is compiled when they are known, and kept for the next time. */
export function linkTemplate(
  constant: PatternTemplate,
  services: Services,
  settings: Readonly<Settings>,
): PatternSource {
  if ('pattern' in constant) {
    const matcher = linkArgument(constant.pattern, services, settings)
    return () => matcher
  }
  const { template, flags, literal } = constant
  const kept = new Map<string, Matcher | null>()
  return (transaction) => {
    const source = template
      .map((piece) => {
        if (typeof piece === 'string') return piece
        const text = transaction.expand([piece])
        return literal ? text.replace(/[\\^$.|?*+()[\]{}#\s-]/g, '\\$&') : text
      })
      .join('')
    let matcher = kept.get(source)
    if (matcher === undefined) {
      const pattern = compilePattern(source, flags)
      matcher = pattern.kind === 'problem' ? null : linkArgument(pattern, services, settings)
      if (kept.size >= mostKept) kept.clear()
      kept.set(source, matcher)
    }
    return matcher
  }
}

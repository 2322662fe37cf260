import {
  type Diagnostic,
  type Dialect,
  type MacroReference,
  problem,
  type Span,
  subspan,
  type Template,
} from '@secrule/program'
import { lowerCase } from './lower-case.js'
import { ownText } from './own-text.js'
import { unavailable } from './unavailable.js'
import { variables } from './variables/index.js'

/** Whether a text is to be parsed at all: most have no macro. `\%{`, which stands for `%{`, counts. */
export function hasMacros(text: string): boolean {
  return text.includes('%{')
}

/** The text of a template that holds no reference, or null. */
export function literal(template: Template): string | null {
  if (template.length === 0) return ''
  const only = template[0]
  return template.length === 1 && typeof only === 'string' ? only : null
}

/**
 * Parses a text with macros: `%{NAME}`, `%{NAME.key}`, `%{NAME:key}`; `\%{` gives `%{`. Names compare without case. A
 * problem points at the name, or at the macro that is not closed.
 */
export function parseTemplate(text: string, span: Span, dialect: Dialect): Template | Diagnostic {
  const pieces: (string | MacroReference)[] = []
  let plain = ''
  let at = 0
  for (let open = text.indexOf('%{'); open >= 0; open = text.indexOf('%{', at)) {
    if (open > at && text[open - 1] === '\\') {
      plain += `${text.slice(at, open - 1)}%{`
      at = open + 2
      continue
    }
    plain += text.slice(at, open)
    const close = text.indexOf('}', open)
    const nested = text.indexOf('%{', open + 2)
    if (close < 0 || (nested >= 0 && nested < close)) {
      if (dialect.faultyMacroIsText) {
        plain += close < 0 ? text.slice(open) : text.slice(open, nested)
        at = close < 0 ? text.length : nested
        continue
      }
      return problem(subspan(span, open, close < 0 ? text.length : nested), 'unclosed-macro')
    }
    const reference = parseReference(text.slice(open + 2, close), subspan(span, open, close + 1), dialect)
    if ('kind' in reference) {
      if (!dialect.faultyMacroIsText) return reference
      at = close + 1
      continue
    }
    if (plain !== '') pieces.push(ownText(plain))
    plain = ''
    pieces.push(dialect.absentMacroIsText ? { ...reference, absent: text.slice(open + 2, close) } : reference)
    at = close + (dialect.percentEndsMacro && text[close + 1] === '%' && text[close + 2] !== '{' ? 2 : 1)
  }
  plain += text.slice(at)
  if (plain !== '' || pieces.length === 0) pieces.push(ownText(plain))
  return pieces
}

/** Parses what stands between the braces. `span` is that of the macro with its `%{` and `}`. */
function parseReference(inside: string, span: Span, dialect: Dialect): MacroReference | Diagnostic {
  if (inside === '') return problem(span, 'empty-macro')
  const split = inside.search(/[.:]/)
  const name = split < 0 ? inside : inside.slice(0, split)
  const definition = variables.get(name)
  if (definition === null) {
    return problem(subspan(span, 2, 2 + Math.max(1, name.length)), 'unknown-macro', name, variables.near(name) ?? '')
  }
  const missing = unavailable('variables', definition.name, definition.name, subspan(span, 2, 2 + name.length), dialect)
  if (missing?.severity === 'error') return missing
  if (split < 0) return { variable: definition.name, key: null }
  const place = subspan(span, 2, 2 + inside.length)
  if (definition.selector === 'none') return problem(place, 'selector-on-scalar', definition.name)
  const key = inside.slice(split + 1)
  if (key === '') return problem(place, 'empty-selector', definition.name)
  if (dialect.patternMacros && /^\/.+\/$/.test(key)) {
    return { variable: definition.name, key: null, pattern: key.slice(1, -1) }
  }
  return { variable: definition.name, key: ownText(definition.selector === 'xpath' ? key : lowerCase(key)) }
}

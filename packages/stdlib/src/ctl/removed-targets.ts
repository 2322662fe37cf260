import {
  type Diagnostic,
  type Dialect,
  isDiagnostic,
  problem,
  type RemovedTarget,
  type Span,
  subspan,
} from '@secrule/program'
import { lowerCase } from '../lower-case.js'
import { selectorPatternProblem } from '../pattern-problem.js'
import { variables } from '../variables/index.js'

/**
 * Parses the targets that an option takes out: `NAME`, `NAME:key`, `NAME:/pattern/`, or several with commas between.
 * A comma divides only where the name of a variable follows, since keys may hold commas too. `&NAME` is the count itself:
 * taking out members does not change a count, so a rule that counts can only be told to leave the count be.
 */
export function removedTargets(text: string, span: Span, dialect: Dialect): readonly RemovedTarget[] | Diagnostic {
  const targets: RemovedTarget[] = []
  let from = 0
  for (const to of [...dividers(text), text.length]) {
    const target = removedTarget(text.slice(from, to), subspan(span, from, to), dialect)
    if (isDiagnostic(target)) return target
    targets.push(target)
    from = to + 1
  }
  return targets
}

/** Where the commas stand that a known variable follows. */
function dividers(text: string): readonly number[] {
  const found = [...text.matchAll(/,[ \t]*&?([A-Za-z_]+)/g)]
  return found.filter((match) => variables.get(match[1] ?? '') !== null).map((match) => match.index)
}

function removedTarget(text: string, span: Span, dialect: Dialect): RemovedTarget | Diagnostic {
  // not `trim`: it takes bytes above 127 for white space
  const start = text.search(/[^ \t]|$/)
  const end = text.replace(/[ \t]+$/, '').length
  if (start >= end) return problem(span, 'missing-variable', 'write the target behind the `;`, such as `ARGS:name`')
  const colon = text.indexOf(':')
  const nameEnd = colon < 0 ? end : colon
  const sign = text[start] === '&' ? '&' : ''
  const name = text.slice(start + sign.length, nameEnd)
  const place = subspan(span, start + sign.length, nameEnd)
  const definition = variables.get(name)
  if (definition === null) return problem(place, 'unknown-variable', name, variables.near(name) ?? '')
  const variable = `${sign}${definition.name}`
  if (colon < 0) return { variable, key: null, pattern: null }
  const whole = subspan(span, start, end)
  if (definition.selector === 'none') return problem(whole, 'selector-on-scalar', definition.name)
  const written = text.slice(colon + 1, end)
  const quoted = written.length >= 2 && written.startsWith("'") && written.endsWith("'")
  const key = quoted ? written.slice(1, -1).replace(/\\(['\\])/g, '$1') : written
  if (key === '') return problem(whole, 'empty-selector', definition.name)
  const selector = subspan(span, colon + 1, end)
  const fault = definition.checkKey?.(key) ?? null
  if (fault !== null) return problem(selector, 'xpath', key, fault)
  if (definition.selector === 'xpath') return { variable, key, pattern: null }
  if (dialect.exactRemovals) return { variable, key, pattern: null, exact: true }
  if (!key.startsWith('/') || !dialect.removalsByPattern) return { variable, key: lowerCase(key), pattern: null }
  if (key.length < 3 || !key.endsWith('/')) {
    return problem(selector, 'bad-selector', written, 'write a pattern between two slashes: `/^name/`')
  }
  const pattern = key.slice(1, -1).replaceAll('\\/', '/')
  const wrong = selectorPatternProblem(pattern)
  if (wrong === null) return { variable, key: null, pattern }
  if (wrong.offset === null) return problem(selector, 'bad-regex', wrong.message)
  const from = written.indexOf('/') + 1 + writtenOffset(key.slice(1, -1), wrong.offset)
  return problem(subspan(selector, from, from + 1), 'bad-regex', wrong.message)
}

/** Where a byte of a pattern stands in it as written, with `\\/` for each slash. */
function writtenOffset(written: string, offset: number): number {
  let at = 0
  for (let left = offset; left > 0; left--) at += written.startsWith('\\/', at) ? 2 : 1
  return at
}

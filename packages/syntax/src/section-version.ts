import { type Diagnostic, problem } from '@secrule/program'
import type { Text } from './ast.js'

/** Whether `>= 2.4`, `!< 2.4.10` or `2.4.62` is true of a version of the web server. */
export function versionHolds(argument: Text, version: string): boolean | Diagnostic {
  const parts = /^(!?)[ \t]*(>=|<=|==|=|>|<|)[ \t]*(\d{1,9}(?:\.\d{1,9}){0,2})$/.exec(argument.value)
  if (parts === null) {
    const right = 'write a comparison such as `>= 2.4`; patterns of versions are not supported'
    return problem(argument.span, 'bad-argument', 'IfVersion', 'it is not a comparison', right)
  }
  const order = compare(version, parts[3]!)
  const holds = comparisons.get(parts[2]!)!(order)
  return parts[1] === '!' ? !holds : holds
}

const comparisons: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ['', (order) => order === 0],
  ['=', (order) => order === 0],
  ['==', (order) => order === 0],
  ['>', (order) => order > 0],
  ['>=', (order) => order >= 0],
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
])

/** Compares number by number; what is missing counts as 0. */
function compare(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')]
  for (let i = 0; i < 3; i++) {
    const difference = Number(left[i] ?? 0) - Number(right[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

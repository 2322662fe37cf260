import { count } from '../render/count.js'
import { readGoExpression } from './go-expression.js'
import type { StageResult } from './stage-runner.js'
import type { FtwOutput } from './test-case.js'

/** Every rule id that a log line names, in the three spellings that go-ftw knows, in ascending order. */
export function loggedIds(lines: readonly string[]): readonly number[] {
  const ids = new Set<number>()
  for (const line of lines) {
    for (const found of line.matchAll(/\[id "(\d+)"\]|"id":\s*"?(\d+)|"ruleId":\s*"?(\d+)/g)) {
      ids.add(Number(found[1] ?? found[2] ?? found[3]))
    }
  }
  return [...ids].sort((a, b) => a - b)
}

/** What does not hold, one text each; empty when the stage passes. A request that is to fail is not asked for more. */
export function unmet(output: FtwOutput, result: StageResult): readonly string[] {
  if (output.expect_error === true) {
    return result.failure === null ? [`the request was to fail, and got status ${result.status}`] : []
  }
  const wrong = result.failure === null ? [] : [`there was no usable answer: ${result.failure}`]
  if (output.status !== undefined && result.status !== null && output.status !== result.status) {
    wrong.push(`status ${result.status} instead of ${output.status}`)
  }
  const { response_contains: contained } = output
  if (contained !== undefined && !matches(contained, result.response)) {
    wrong.push(`nothing in the response fits ${contained}`)
  }
  return [...wrong, ...unmetByLog(output, result.logLines)]
}

function unmetByLog(output: FtwOutput, lines: readonly string[]): string[] {
  const wrong: string[] = []
  const { expect_ids = [], no_expect_ids = [], match_regex, no_match_regex } = output.log ?? {}
  const ids = loggedIds(lines)
  for (const id of expect_ids) if (!ids.includes(id)) wrong.push(`rule ${id} was not logged`)
  for (const id of no_expect_ids) if (ids.includes(id)) wrong.push(`rule ${id} was logged`)
  if (match_regex !== undefined && !lines.some((line) => matches(match_regex, line))) {
    wrong.push(`no log line fits ${match_regex}`)
  }
  if (no_match_regex !== undefined && lines.some((line) => matches(no_match_regex, line))) {
    wrong.push(`a log line fits ${no_match_regex}`)
  }
  if (output.isolated === true && !(ids.length === 1 && expect_ids.includes(ids[0]!))) {
    wrong.push(`${count(ids.length, 'rule')} logged instead of just one, ${expect_ids.join(' or ')}`)
  }
  return wrong
}

function matches(source: string, text: string): boolean {
  const expression = readGoExpression(source)
  if (!(expression instanceof RegExp)) throw new Error(`an expression was not checked: ${expression.problem}`)
  return expression.test(text)
}

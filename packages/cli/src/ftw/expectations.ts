import type { FtwOutput } from './test-case.js'

/** What a stage led to. */
export interface StageResult {
  readonly status: number
  readonly body: string
  readonly logLines: readonly string[]
  /** The request got no usable response. */
  readonly failed: boolean
}

/** Every rule id that a log line names, in the three spellings that go-ftw knows. */
export function loggedIds(lines: readonly string[]): ReadonlySet<number> {
  const ids = new Set<number>()
  for (const line of lines) {
    for (const found of line.matchAll(/\[id "(\d+)"\]|"id":\s*"?(\d+)|"ruleId":\s*"?(\d+)/g)) {
      ids.add(Number(found[1] ?? found[2] ?? found[3]))
    }
  }
  return ids
}

/** What does not hold, one text each; empty when the stage passes. */
export function unmet(output: FtwOutput, result: StageResult): readonly string[] {
  if (output.expect_error === true) return result.failed ? [] : ['the request was expected to fail']
  const wrong: string[] = []
  const ids = loggedIds(result.logLines)
  const log = output.log ?? {}
  if (output.status !== undefined && output.status !== result.status) {
    wrong.push(`status ${result.status} instead of ${output.status}`)
  }
  for (const id of log.expect_ids ?? []) if (!ids.has(id)) wrong.push(`rule ${id} was not logged`)
  for (const id of log.no_expect_ids ?? []) if (ids.has(id)) wrong.push(`rule ${id} was logged`)
  const present = log.match_regex ?? output.log_contains
  const absent = log.no_match_regex ?? output.no_log_contains
  if (present !== undefined && !someLine(present, result)) wrong.push(`no log line matches ${present}`)
  if (absent !== undefined && someLine(absent, result)) wrong.push(`a log line matches ${absent}`)
  if (output.response_contains !== undefined && !expression(output.response_contains).test(result.body)) {
    wrong.push(`the response does not contain ${output.response_contains}`)
  }
  if (output.isolated === true && ids.size !== 1) wrong.push(`${ids.size} rules were logged instead of one`)
  return wrong
}

function someLine(source: string, { logLines }: StageResult): boolean {
  const test = expression(source)
  return logLines.some((line) => test.test(line))
}

/** A Go expression as far as JavaScript reads it alike. */
function expression(source: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(source)
  return new RegExp(flags === null ? source : source.slice(flags[0].length), flags?.[1] ?? '')
}

import { displayText } from '../display-text.js'
import { loggedIds } from './expectations.js'
import { shownRequest } from './shown-request.js'
import type { FtwOutput } from './test-case.js'
import type { StageReport } from './test-result.js'

/** A stage as a person reads it: what was sent, what was expected, what came, what of it is wrong. */
export function stageLines(stage: StageReport): readonly string[] {
  const { request, expected, result, wrong } = stage
  const ids = loggedIds(result.logLines)
  return [
    'sent:',
    ...shownRequest(request).map((line) => `  ${line}`.trimEnd()),
    `expected: ${expectedText(expected)}`,
    `answer: ${result.failure === null ? `status ${result.status}` : displayText(result.failure)}`,
    `logged: ${ids.length === 0 ? 'no rule' : ids.join(' ')}`,
    ...result.backendLog.map((message) => `backend: ${displayText(message)}`),
    ...wrong.map((each) => `wrong: ${displayText(each)}`),
  ]
}

function expectedText(output: FtwOutput): string {
  const { expect_ids, no_expect_ids, match_regex, no_match_regex } = output.log ?? {}
  const parts = [
    ...(output.expect_error === true ? ['no usable answer'] : []),
    ...(output.status === undefined ? [] : [`status ${output.status}`]),
    ...(output.response_contains === undefined ? [] : [`a response that fits ${output.response_contains}`]),
    ...(expect_ids === undefined ? [] : [`${output.isolated === true ? 'only ' : ''}${expect_ids.join(' ')} logged`]),
    ...(no_expect_ids === undefined ? [] : [`not logged ${no_expect_ids.join(' ')}`]),
    ...(match_regex === undefined ? [] : [`a log line that fits ${match_regex}`]),
    ...(no_match_regex === undefined ? [] : [`no log line that fits ${no_match_regex}`]),
  ]
  return parts.length === 0 ? 'nothing' : displayText(parts.join(', '))
}

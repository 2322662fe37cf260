import { readGoExpression } from './go-expression.js'
import type { FtwLogOutput, FtwOutput } from './test-case.js'
import type { YamlReader } from './yaml-reader.js'

const outputFields = [
  ...['status', 'response_contains', 'expect_error', 'isolated', 'retry_once', 'log'],
  ...['log_contains', 'no_log_contains'],
]
const logFields = ['expect_ids', 'no_expect_ids', 'match_regex', 'no_match_regex']

/** Reads what a stage expects, and checks its expressions. The older names of the two log expressions become the newer. */
export function readOutput(reader: YamlReader, value: unknown, place: string): FtwOutput {
  if (value === '') return {}
  const output = reader.map(value, place, outputFields)
  const flag = (name: 'expect_error' | 'isolated' | 'retry_once'): object =>
    output[name] === undefined ? {} : { [name]: reader.flag(output[name], `${place}, ${name}`) }
  const log = {
    ...expression(reader, output.log_contains, 'match_regex', `${place}, log_contains`),
    ...expression(reader, output.no_log_contains, 'no_match_regex', `${place}, no_log_contains`),
    ...(output.log === undefined ? {} : readLog(reader, output.log, `${place}, log`)),
  }
  return {
    ...(output.status === undefined ? {} : { status: reader.whole(output.status, `${place}, status`) }),
    ...expression(reader, output.response_contains, 'response_contains', `${place}, response_contains`),
    ...flag('expect_error'),
    ...flag('isolated'),
    ...flag('retry_once'),
    ...(Object.keys(log).length === 0 ? {} : { log }),
  }
}

function readLog(reader: YamlReader, value: unknown, place: string): FtwLogOutput {
  const log = reader.map(value, place, logFields)
  const ids = (name: 'expect_ids' | 'no_expect_ids'): object =>
    log[name] === undefined
      ? {}
      : { [name]: reader.list(log[name], `${place}, ${name}`).map((id) => reader.whole(id, `${place}, ${name}`)) }
  return {
    ...ids('expect_ids'),
    ...ids('no_expect_ids'),
    ...expression(reader, log.match_regex, 'match_regex', `${place}, match_regex`),
    ...expression(reader, log.no_match_regex, 'no_match_regex', `${place}, no_match_regex`),
  }
}

function expression(reader: YamlReader, value: unknown, name: string, place: string): object {
  if (value === undefined) return {}
  const source = reader.text(value, place)
  const read = readGoExpression(source)
  if (!(read instanceof RegExp)) reader.fail(place, `\`${source}\` cannot be read: ${read.problem}`)
  return { [name]: source }
}

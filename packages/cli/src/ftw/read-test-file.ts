import { readFileSync } from 'node:fs'
import { fileProblem } from '../file-problem.js'
import { isBase64 } from './base64.js'
import { readOutput } from './read-output.js'
import type { FtwHeader, FtwInput, FtwStage, FtwTest } from './test-case.js'
import { YamlReader } from './yaml-reader.js'

const testFields = ['rule_id', 'test_id', 'test_title', 'desc', 'description', 'tags', 'stages']
const stageFields = ['description', 'input', 'output']
const inputFields = [
  ...['dest_addr', 'port', 'protocol', 'method', 'uri', 'version', 'headers', 'ordered_headers'],
  ...['data', 'encoded_data', 'encoded_request', 'autocomplete_headers', 'stop_magic'],
  ...['follow_redirect', 'save_cookie', 'virtual_host_mode'],
]

/**
 * Reads a go-ftw test file. Misspelt fields, expressions that cannot be read and tests that check nothing are errors
 * with their place: a test that cannot fail is worse than none.
 */
export function readTestFile(file: string): readonly FtwTest[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw fileProblem('read', file, error)
  }
  const reader = new YamlReader(file, text)
  const content = reader.map(reader.content, '', null)
  const meta = (content.meta ?? '') === '' ? {} : reader.map(content.meta, 'meta', null)
  if (meta.enabled === 'false') return []
  const name = typeof meta.name === 'string' ? meta.name.replace(/\.ya?ml$/, '') : '0'
  const rule = content.rule_id === undefined ? name : `${reader.whole(content.rule_id, 'rule_id')}`
  if (content.tests === undefined) reader.fail('', 'there is no list `tests`')
  return reader.list(content.tests, 'tests').map((value, at) => readTest(reader, value, at, rule, file))
}

function readTest(reader: YamlReader, value: unknown, at: number, rule: string, file: string): FtwTest {
  const test = reader.map(value, `test ${at + 1}`, testFields)
  const id =
    typeof test.test_title === 'string' && test.test_id === undefined
      ? test.test_title
      : `${rule}-${test.test_id === undefined ? at + 1 : reader.text(test.test_id, `test ${at + 1}, test_id`)}`
  const stages = reader
    .list(test.stages, `${id}, stages`)
    .map((stage, place) => readStage(reader, stage, `${id}, stage ${place + 1}`))
  if (stages.every(({ output }) => checksNothing(output))) reader.fail(id, 'no stage checks anything')
  const description = test.desc ?? test.description ?? ''
  return { id, file, description: typeof description === 'string' ? description : '', stages }
}

function readStage(reader: YamlReader, value: unknown, place: string): FtwStage {
  const outer = reader.map(value, place, null)
  // An older form has one more level.
  const stage = reader.map(outer.stage ?? outer, place, stageFields)
  if (stage.input === undefined) reader.fail(place, 'there is no `input`')
  return {
    input: readInput(reader, stage.input, `${place}, input`),
    output: stage.output === undefined ? {} : readOutput(reader, stage.output, `${place}, output`),
  }
}

function readInput(reader: YamlReader, value: unknown, place: string): FtwInput {
  const input = reader.map(value, place, inputFields)
  const text = (name: keyof FtwInput): object =>
    input[name] === undefined ? {} : { [name]: reader.text(input[name], `${place}, ${name}`) }
  const flag = (name: string): boolean => input[name] !== undefined && reader.flag(input[name], `${place}, ${name}`)
  for (const name of ['follow_redirect', 'save_cookie']) {
    if (flag(name)) reader.fail(place, `\`${name}\` is not supported: write the second request as a stage of its own`)
  }
  for (const name of ['encoded_data', 'encoded_request'] as const) {
    const encoded = input[name]
    if (encoded !== undefined && !isBase64(reader.text(encoded, place))) reader.fail(`${place}, ${name}`, 'no base64')
  }
  if (input.data !== undefined && input.encoded_data !== undefined) {
    reader.fail(place, '`data` and `encoded_data` do not go together')
  }
  const completes =
    input.autocomplete_headers === undefined
      ? input.stop_magic === undefined
        ? {}
        : { autocomplete_headers: !flag('stop_magic') }
      : { autocomplete_headers: flag('autocomplete_headers') }
  return {
    ...text('method'),
    ...text('uri'),
    ...text('version'),
    ...text('data'),
    ...text('encoded_data'),
    ...text('encoded_request'),
    ...completes,
    ...(flag('virtual_host_mode') ? { virtual_host_mode: true } : {}),
    ...(input.headers === undefined ? {} : { headers: namedHeaders(reader, input.headers, `${place}, headers`) }),
    ...(input.ordered_headers === undefined
      ? {}
      : { ordered_headers: orderedHeaders(reader, input.ordered_headers, `${place}, ordered_headers`) }),
  }
}

function namedHeaders(reader: YamlReader, value: unknown, place: string): FtwHeader[] {
  if (value === '') return []
  const headers = reader.map(value, place, null)
  return Object.keys(headers).map((name) => ({ name, value: reader.text(headers[name], `${place}, ${name}`) }))
}

function orderedHeaders(reader: YamlReader, value: unknown, place: string): FtwHeader[] {
  return reader.list(value, place).map((each) => {
    const { name, value } = reader.map(each, place, ['name', 'value'])
    return { name: reader.text(name, place), value: value === undefined ? '' : reader.text(value, place) }
  })
}

function checksNothing({ retry_once: _retry, log, ...checks }: FtwStage['output']): boolean {
  return Object.keys(checks).length === 0 && (log === undefined || Object.keys(log).length === 0)
}

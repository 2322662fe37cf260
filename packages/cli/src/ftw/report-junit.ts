import type { Terminal } from '../terminal.js'
import { coverageLines } from './coverage-lines.js'
import { repeatCommand, type TestCall } from './repeat-command.js'
import type { Report, RunSummary } from './report.js'
import { stageLines } from './stage-lines.js'
import type { TestResult } from './test-result.js'

/** Results as JUnit writes them, a suite a file, printed at the end. A test that is ignored counts as skipped. */
export function junitReport(terminal: Terminal, call: TestCall): Report {
  const files = new Map<string, TestResult[]>()
  return {
    results(results) {
      for (const result of results) {
        const list = files.get(result.file)
        if (list === undefined) files.set(result.file, [result])
        else list.push(result)
      }
    },
    broken: () => {},
    end(summary) {
      const { tests, failed, ignored, broken, milliseconds } = summary
      terminal.print(
        [
          '<?xml version="1.0" encoding="UTF-8"?>',
          `<testsuites tests="${tests + broken.length}" failures="${failed}" errors="${broken.length}" skipped="${ignored}" time="${seconds(milliseconds)}">`,
          ...[...files].flatMap(([file, results]) => suite(file, results, call)),
          ...unusable(broken),
          ...notes(summary),
          '</testsuites>',
        ].join('\n'),
      )
    },
  }
}

function suite(file: string, results: readonly TestResult[], call: TestCall): readonly string[] {
  const having = (verdict: TestResult['verdict']): number => results.filter((each) => each.verdict === verdict).length
  const time = seconds(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0))
  const counts = `tests="${results.length}" failures="${having('failed')}" skipped="${having('ignored')}"`
  return [
    `  <testsuite name="${escaped(file)}" ${counts} time="${time}">`,
    ...results.flatMap((result) => testCase(result, call)),
    '  </testsuite>',
  ]
}

function testCase(result: TestResult, call: TestCall): readonly string[] {
  const { id, file, verdict, reason, milliseconds, stages } = result
  const head = `    <testcase classname="${escaped(file)}" name="${escaped(id)}" time="${seconds(milliseconds)}"`
  if (verdict === 'ignored')
    return [`${head}>`, `      <skipped message="${escaped(reason ?? '')}"/>`, '    </testcase>']
  if (verdict !== 'failed') return [`${head}/>`]
  const details = [...stages.flatMap(stageLines), `alone: ${repeatCommand(result, call)}`].join('\n')
  const message = escaped(stages.at(-1)?.wrong.join('; ') ?? '')
  return [`${head}>`, `      <failure message="${message}">${escaped(details)}</failure>`, '    </testcase>']
}

/** Files that cannot be used, as errors. */
function unusable(messages: readonly string[]): readonly string[] {
  if (messages.length === 0) return []
  return [
    `  <testsuite name="unusable files" tests="${messages.length}" errors="${messages.length}">`,
    ...messages.flatMap((message) => [
      '    <testcase classname="unusable files" name="the file can be used">',
      `      <error message="${escaped(message)}"/>`,
      '    </testcase>',
    ]),
    '  </testsuite>',
  ]
}

/** What has no place among the tests: an empty suite with properties. */
function notes({ coverage, stale, unknownOverrides }: RunSummary): readonly string[] {
  const property = (name: string, value: string): string => `      <property name="${name}" value="${escaped(value)}"/>`
  const properties = [
    ...(coverage === null ? [] : [property('coverage', coverageLines(coverage)[0] ?? '')]),
    ...(stale === 0 ? [] : [property('excused for nothing', `${stale}`)]),
    ...unknownOverrides.map((id) => property('excused but not there', id)),
  ]
  if (properties.length === 0) return []
  return [
    '  <testsuite name="notes" tests="0">',
    '    <properties>',
    ...properties,
    '    </properties>',
    '  </testsuite>',
  ]
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

/** Text for XML. In an attribute line ends become blanks. Characters that XML cannot hold become U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(
      /[\x00-\x08\x0b-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    )
    .replace(/[&<>"]/g, (char) => entities.get(char) ?? char)
}

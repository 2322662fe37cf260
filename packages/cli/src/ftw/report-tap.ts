import type { Terminal } from '../terminal.js'
import { coverageLines } from './coverage-lines.js'
import { repeatCommand, type TestCall } from './repeat-command.js'
import type { Report } from './report.js'
import { stageLines } from './stage-lines.js'
import type { TestResult } from './test-result.js'

/** Results in the Test Anything Protocol, version 14. A test that is ignored is a TODO: it may fail. */
export function tapReport(terminal: Terminal, call: TestCall): Report {
  let number = 0
  terminal.print('TAP version 14')
  return {
    results(results) {
      for (const result of results) terminal.print(lines(result, ++number, call).join('\n'))
    },
    broken(message) {
      const details = ['  ---', `  message: ${JSON.stringify(message)}`, '  ...']
      terminal.print([`not ok ${++number} - the file can be used`, ...details].join('\n'))
    },
    end({ milliseconds, coverage, unknownOverrides }) {
      terminal.print(`1..${number}`)
      for (const id of unknownOverrides) terminal.print(`# the overrides name ${id}, which is not there`)
      if (coverage !== null) for (const line of coverageLines(coverage)) terminal.print(`# ${line}`)
      terminal.print(`# time=${milliseconds.toFixed(0)}ms`)
    },
  }
}

function lines(result: TestResult, number: number, call: TestCall): readonly string[] {
  const { verdict, id, reason, stages } = result
  const isOk = verdict === 'passed' || verdict === 'stale'
  const excuse = verdict === 'ignored' || verdict === 'stale' ? ` # TODO ${oneLine(reason ?? '')}` : ''
  const head = `${isOk ? 'ok' : 'not ok'} ${number} - ${id.replace(/[#\\]/g, '\\$&')}${excuse}`
  if (stages.length === 0) return [head]
  const details = stages.flatMap((stage) => stageLines(stage).map((line) => `      ${line}`.trimEnd()))
  const wrong = stages.at(-1)?.wrong.join('; ') ?? ''
  return [
    head,
    '  ---',
    ...(wrong === '' ? [] : [`  message: ${JSON.stringify(wrong)}`]),
    `  file: ${JSON.stringify(result.file)}`,
    `  alone: ${JSON.stringify(repeatCommand(result, call))}`,
    '  stages: |2',
    ...details,
    '  ...',
  ]
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

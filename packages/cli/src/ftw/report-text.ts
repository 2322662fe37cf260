import { displayText } from '../display-text.js'
import { count } from '../render/count.js'
import { renderInspection } from '../render/inspection.js'
import type { Terminal } from '../terminal.js'
import { coverageLines } from './coverage-lines.js'
import { repeatCommand, type TestCall } from './repeat-command.js'
import type { Report } from './report.js'
import { stageLines } from './stage-lines.js'
import type { StageReport, TestResult } from './test-result.js'

/** Results for a person: what failed, with everything to look into it, and the sum. */
export function textReport(terminal: Terminal, call: TestCall): Report {
  const { paint } = terminal
  const stale: TestResult[] = []
  return {
    results(results) {
      for (const result of results) {
        if (result.verdict === 'stale') stale.push(result)
        const text = shown(result, call, terminal)
        if (text !== '') terminal.print(text)
      }
    },
    broken: (message) => terminal.tell(`${terminal.paintError.red('error:')} ${message}`),
    end(summary) {
      const { broken, tests, passed, failed, ignored, milliseconds, coverage, unknownOverrides } = summary
      for (const { id, reason } of stale) {
        terminal.print(`${paint.yellow('excused for nothing')} ${id} passes as it is written (${reason})`)
      }
      if (unknownOverrides.length > 0) {
        terminal.print(`${paint.yellow('excused but not there')} ${unknownOverrides.join(', ')}`)
      }
      if (coverage !== null) terminal.print(coverageLines(coverage).join('\n'))
      const parts = [
        paint.green(`${passed.toLocaleString('en')} passed`),
        failed > 0 ? paint.red(`${failed.toLocaleString('en')} failed`) : '0 failed',
        ...(ignored > 0 ? [`${ignored} ignored`] : []),
        ...(broken.length > 0 ? [paint.red(`${count(broken.length, 'file')} unusable`)] : []),
        ...(stale.length > 0 ? [paint.yellow(`${stale.length} excused for nothing`)] : []),
      ]
      terminal.print(`${count(tests, 'test')} in ${(milliseconds / 1000).toFixed(1)} s: ${parts.join(', ')}`)
    },
  }
}

function shown(result: TestResult, call: TestCall, terminal: Terminal): string {
  const { verdict, stages, id, file, description } = result
  const { bold, red, green, yellow, dim } = terminal.paint
  // Stages are there for what failed, and for everything when explanations are wanted.
  if (stages.length === 0) return ''
  const colour = verdict === 'failed' ? red : verdict === 'passed' ? green : yellow
  const lines = [`${colour(bold(verdict.toUpperCase()))} ${bold(id)} ${dim(file)}`]
  const first = description.trim().split('\n')[0] ?? ''
  if (first !== '') lines.push(`  ${displayText(first)}`)
  stages.forEach((stage, at) => {
    if (stages.length > 1) lines.push(`  stage ${at + 1}`)
    lines.push(...stageLines(stage).map((line) => `  ${line}`.trimEnd()), ...explained(stage, terminal))
  })
  if (verdict === 'failed') lines.push(`  alone: ${repeatCommand(result, call)}`)
  return `${lines.join('\n')}\n`
}

function explained({ result }: StageReport, terminal: Terminal): readonly string[] {
  return result.inspections.flatMap((inspection) => [
    '  explained:',
    ...renderInspection(inspection, terminal.paint)
      .split('\n')
      .map((line) => `    ${line}`.trimEnd()),
  ])
}

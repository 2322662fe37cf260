import { displayText } from '../display-text.js'
import type { Terminal } from '../terminal.js'
import { loggedIds } from './expectations.js'
import { repeatCommand, type TestCall } from './repeat-command.js'
import type { Report } from './report.js'
import type { StageReport, TestResult } from './test-result.js'

/** Results as one JSON document, printed at the end. */
export function jsonReport(terminal: Terminal, call: TestCall): Report {
  const results: TestResult[] = []
  return {
    results: (more) => results.push(...more),
    broken: () => {},
    end: (summary) =>
      terminal.print(JSON.stringify({ ...summary, results: results.map((result) => entry(result, call)) }, null, 2)),
  }
}

function entry({ stages, ...result }: TestResult, call: TestCall): object {
  const more = stages.length === 0 ? {} : { alone: repeatCommand(result, call), stages: stages.map(stageEntry) }
  return { ...result, milliseconds: Math.round(result.milliseconds * 1000) / 1000, ...more }
}

function stageEntry({ request, expected, result, wrong }: StageReport): object {
  const { status, failure, logLines, backendLog, inspections } = result
  return {
    request: displayText(request),
    expected,
    status,
    failure,
    logged: loggedIds(logLines),
    logLines: logLines.map(displayText),
    ...(backendLog.length === 0 ? {} : { backendLog }),
    wrong,
    ...(inspections.length === 0 ? {} : { inspections }),
  }
}

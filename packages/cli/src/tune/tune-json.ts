import { displayText } from '../display-text.js'
import { severityName } from '../severity-name.js'
import type { TuneResult } from './tune.js'
import { tunedFiles } from './tuned-files.js'

/** The result for programs. */
export function tuneJson(result: TuneResult): string {
  const { findings, proposals, files: _files, ...rest } = result
  return JSON.stringify(
    {
      ...rest,
      findings: findings.map(({ rule, message, severity, target, value, points, requests, clients, paths }) => ({
        rule,
        message: displayText(message),
        severity: severityName(severity),
        target: target.text,
        value: displayText(value),
        points,
        requests,
        clients,
        paths: [...paths].map(([path, times]) => ({ path: displayText(path), requests: times })),
      })),
      exclusions: proposals.map(({ rule, target, location, isWhole }) => ({
        rule,
        target: target.text,
        location: displayText(location.text),
        isWhole,
      })),
      files: tunedFiles(result),
    },
    null,
    2,
  )
}

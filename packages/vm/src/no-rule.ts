import type { RuleInfo } from '@secrule/program'

/** Stands in the logs where a limit or an error stopped a transaction: a rule without id, file and line. */
export const noRule: RuleInfo = {
  index: -1,
  id: 0,
  phase: 0,
  starter: -1,
  chained: false,
  file: '',
  line: 0,
  endLine: 0,
  text: '',
  message: null,
  data: null,
  severity: null,
  tags: [],
  rev: '',
  ver: '',
  maturity: 0,
  accuracy: 0,
  log: true,
  audit: true,
  capture: false,
  multiMatch: false,
  status: null,
  disruptive: null,
  namespaces: [],
}

import { numberSetting } from './number-setting.js'

export const secRulePerfTime = numberSetting({
  name: 'SecRulePerfTime',
  summary: 'Microseconds from which on a rule is listed in PERF_RULES.',
  example: 'SecRulePerfTime 1000',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'USEC',
  setting: 'rulePerfTime',
  least: 0,
  most: 60_000_000,
})

import { switchSetting } from './switch-setting.js'

export const secRxPreFilter = switchSetting({
  name: 'SecRxPreFilter',
  summary: 'Whether @rx is skipped where a text that its pattern needs is missing. Matches are the same either way.',
  example: 'SecRxPreFilter On',
  engines: 'Coraza alone has it.',
  setting: 'rxPreFilter',
})

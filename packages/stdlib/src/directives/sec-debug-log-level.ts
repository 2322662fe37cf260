import { numberSetting } from './number-setting.js'

export const secDebugLogLevel = numberSetting({
  name: 'SecDebugLogLevel',
  summary: 'How much is written to the debug log, from 0 (nothing) to 9.',
  example: 'SecDebugLogLevel 3',
  form: '0-9',
  setting: 'debugLogLevel',
  least: 0,
  most: 9,
})

import { numberSetting } from './number-setting.js'

export const secArgumentsLimit = numberSetting({
  name: 'SecArgumentsLimit',
  summary: 'How many arguments are kept of a request.',
  example: 'SecArgumentsLimit 1000',
  engines: 'v3 begins without a limit.',
  form: 'N',
  setting: 'argumentsLimit',
  least: 1,
  most: 1_000_000,
})

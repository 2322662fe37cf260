import { numberSetting } from './number-setting.js'

export const secRequestBodyLimit = numberSetting({
  name: 'SecRequestBodyLimit',
  summary: 'Largest request body that is buffered.',
  example: 'SecRequestBodyLimit 13107200',
  engines: 'v2 begins with 134217728, v3 without a limit.',
  form: 'BYTES',
  setting: 'requestBodyLimit',
  least: 1,
  most: 1_073_741_824,
})

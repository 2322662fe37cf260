import { numberSetting } from './number-setting.js'

export const secResponseBodyLimit = numberSetting({
  name: 'SecResponseBodyLimit',
  summary: 'Largest response body that is buffered.',
  example: 'SecResponseBodyLimit 524288',
  engines: 'v3 begins without a limit.',
  form: 'BYTES',
  setting: 'responseBodyLimit',
  least: 1,
  most: 1_073_741_824,
})

import { numberSetting } from './number-setting.js'

export const secRequestBodyInMemoryLimit = numberSetting({
  name: 'SecRequestBodyInMemoryLimit',
  summary: 'Bytes of a request body that stay in memory; the rest goes to a temporary file.',
  example: 'SecRequestBodyInMemoryLimit 131072',
  engines: 'v3 rejects it.',
  form: 'BYTES',
  setting: 'requestBodyInMemoryLimit',
  least: 1,
  most: 1_073_741_824,
})

import { numberSetting } from './number-setting.js'

export const secRequestBodyNoFilesLimit = numberSetting({
  name: 'SecRequestBodyNoFilesLimit',
  summary:
    'Largest request body that is read, contents of uploaded files left out: as SecRequestBodyLimit where only that is given, else 131072.',
  example: 'SecRequestBodyNoFilesLimit 131072',
  engines: 'v2 begins with 1048576. Coraza does not enforce it.',
  form: 'BYTES',
  setting: 'requestBodyNoFilesLimit',
  least: 1,
  most: 1_073_741_824,
})

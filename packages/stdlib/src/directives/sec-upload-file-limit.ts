import { numberSetting } from './number-setting.js'

export const secUploadFileLimit = numberSetting({
  name: 'SecUploadFileLimit',
  summary: 'How many uploaded files are kept of a request.',
  example: 'SecUploadFileLimit 100',
  engines: 'v3 and Coraza begin with 0, which sets no limit there.',
  form: 'N',
  setting: 'uploadFileLimit',
  least: 0,
  most: 1_000_000,
})

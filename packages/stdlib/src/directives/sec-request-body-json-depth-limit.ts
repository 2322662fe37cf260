import { numberSetting } from './number-setting.js'

export const secRequestBodyJsonDepthLimit = numberSetting({
  name: 'SecRequestBodyJsonDepthLimit',
  summary: 'How deep a JSON body may be nested.',
  example: 'SecRequestBodyJsonDepthLimit 512',
  engines: 'v2 and v3 begin with 10000, Coraza with 1024.',
  form: 'N',
  setting: 'requestBodyJsonDepthLimit',
  least: 1,
  most: 10_000,
})

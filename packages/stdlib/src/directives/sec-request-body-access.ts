import { switchSetting } from './switch-setting.js'

export const secRequestBodyAccess = switchSetting({
  name: 'SecRequestBodyAccess',
  summary: 'Whether request bodies are buffered and parsed.',
  example: 'SecRequestBodyAccess On',
  setting: 'requestBodyAccess',
})

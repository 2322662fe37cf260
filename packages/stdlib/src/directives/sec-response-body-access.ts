import { switchSetting } from './switch-setting.js'

export const secResponseBodyAccess = switchSetting({
  name: 'SecResponseBodyAccess',
  summary: 'Whether response bodies are buffered and inspected.',
  example: 'SecResponseBodyAccess On',
  setting: 'responseBodyAccess',
})

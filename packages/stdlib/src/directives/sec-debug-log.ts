import { textSetting } from './text-setting.js'

export const secDebugLog = textSetting({
  name: 'SecDebugLog',
  summary: 'File of the debug log.',
  example: 'SecDebugLog /var/log/debug.log',
  form: 'PATH',
  setting: 'debugLog',
})

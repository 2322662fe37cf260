import { textSetting } from './text-setting.js'

export const secDataDir = textSetting({
  name: 'SecDataDir',
  summary: 'Folder of the persistent collections.',
  example: 'SecDataDir /var/lib/waf',
  engines: 'v3 and Coraza ignore it.',
  form: 'PATH',
  setting: 'dataDir',
})

import { textSetting } from './text-setting.js'

export const secDataDir = textSetting({
  name: 'SecDataDir',
  summary:
    'Folder that persistent collections are kept in, so that a restart finds them again. It must exist, and one process owns it. Without it they are in memory.',
  example: 'SecDataDir /var/lib/waf',
  engines: 'v3 and Coraza ignore it.',
  form: 'PATH',
  setting: 'dataDir',
})

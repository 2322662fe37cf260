import { textSetting } from './text-setting.js'

export const secTmpDir = textSetting({
  name: 'SecTmpDir',
  summary: 'Folder of temporary files.',
  example: 'SecTmpDir /tmp',
  engines: 'v3 and Coraza ignore it.',
  form: 'PATH',
  setting: 'tmpDir',
})

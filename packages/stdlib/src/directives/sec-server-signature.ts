import { textSetting } from './text-setting.js'

export const secServerSignature = textSetting({
  name: 'SecServerSignature',
  summary: 'Value of the Server header that clients see.',
  example: 'SecServerSignature "nginx"',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: '"TEXT"',
  setting: 'serverSignature',
})

import { textSetting } from './text-setting.js'

export const secHttpBlKey = textSetting({
  name: 'SecHttpBlKey',
  summary: 'Key that @rbl sends to dnsbl.httpbl.org.',
  example: 'SecHttpBlKey abcdefghijkl',
  engines: 'Coraza ignores it.',
  form: 'KEY',
  setting: 'httpBlKey',
})

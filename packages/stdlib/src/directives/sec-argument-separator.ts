import { separatorSetting } from './separator-setting.js'

export const secArgumentSeparator = separatorSetting({
  name: 'SecArgumentSeparator',
  summary: 'Byte between two arguments of a query string or form body.',
  example: 'SecArgumentSeparator ;',
  engines: 'Coraza ignores it.',
  setting: 'argumentSeparator',
})

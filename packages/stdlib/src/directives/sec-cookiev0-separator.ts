import { separatorSetting } from './separator-setting.js'

export const secCookiev0Separator = separatorSetting({
  name: 'SecCookiev0Separator',
  summary: 'Byte between two cookies of a Cookie header.',
  example: 'SecCookiev0Separator ,',
  engines: 'v3 and Coraza reject it.',
  setting: 'cookieV0Separator',
})

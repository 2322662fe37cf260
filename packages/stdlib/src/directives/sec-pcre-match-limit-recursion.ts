import { numberSetting } from './number-setting.js'

export const secPcreMatchLimitRecursion = numberSetting({
  name: 'SecPcreMatchLimitRecursion',
  summary: 'How deep one run of a backtracking regular expression may recurse.',
  example: 'SecPcreMatchLimitRecursion 100000',
  engines: 'v3 and Coraza ignore it.',
  form: 'N',
  setting: 'pcreMatchLimitRecursion',
  least: 1,
  most: 4_294_967_295,
})

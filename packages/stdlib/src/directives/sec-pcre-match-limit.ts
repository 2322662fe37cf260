import { numberSetting } from './number-setting.js'

export const secPcreMatchLimit = numberSetting({
  name: 'SecPcreMatchLimit',
  summary:
    'How many steps one run of a backtracking regular expression may take. Patterns that run in linear time need no limit.',
  example: 'SecPcreMatchLimit 100000',
  engines:
    'Coraza ignores it. In ModSecurity 3 it holds for every pattern: dialect `modsecurity3` counts the steps that PCRE2 takes where a repeat stands in a repeat, for limits up to 10,000 and values up to 200,000 steps in all.',
  form: 'N',
  setting: 'pcreMatchLimit',
  least: 1,
  most: 4_294_967_295,
})

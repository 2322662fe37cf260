import { inertSetting } from './inert-setting.js'

export const secRuleInheritance = inertSetting({
  name: 'SecRuleInheritance',
  summary: 'Whether a part of the configuration that stands inside another inherits its rules.',
  example: 'SecRuleInheritance On',
  engines: 'v2 alone has parts inside parts.',
  form: 'On|Off',
  words: [1, 1],
  why: 'one load has one list of rules',
  harmless: 'on',
  allowed: ['On', 'Off'],
})

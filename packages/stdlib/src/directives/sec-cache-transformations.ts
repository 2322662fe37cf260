import { inertSetting } from './inert-setting.js'

export const secCacheTransformations = inertSetting({
  name: 'SecCacheTransformations',
  summary: 'Whether transformed values are kept for other rules.',
  example: 'SecCacheTransformations On',
  engines: 'v2 alone has it.',
  form: 'On|Off [OPTIONS]',
  words: [1, 2],
  why: 'values are transformed once for all rules, always',
  allowed: ['On', 'Off'],
})

import { inertSetting } from './inert-setting.js'

export const secStatusEngine = inertSetting({
  name: 'SecStatusEngine',
  summary: 'Whether versions are reported over DNS when the server starts.',
  example: 'SecStatusEngine Off',
  engines: 'v2 alone reports.',
  form: 'On|Off',
  words: [1, 1],
  why: 'nothing is ever reported to anybody',
  harmless: 'off',
  allowed: ['On', 'Off'],
})

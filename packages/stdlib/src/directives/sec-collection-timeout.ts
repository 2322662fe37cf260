import { numberSetting } from './number-setting.js'

export const secCollectionTimeout = numberSetting({
  name: 'SecCollectionTimeout',
  summary: 'How long a record of a persistent collection lives after its last change.',
  example: 'SecCollectionTimeout 3600',
  engines: 'v3 and Coraza ignore it.',
  form: 'SECONDS',
  setting: 'collectionTimeout',
  least: 1,
  most: 315_360_000,
})

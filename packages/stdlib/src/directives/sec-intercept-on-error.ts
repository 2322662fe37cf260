import { switchSetting } from './switch-setting.js'

export const secInterceptOnError = switchSetting({
  name: 'SecInterceptOnError',
  summary: 'Whether an error while a rule runs ends the phase.',
  example: 'SecInterceptOnError Off',
  engines: 'v3 rejects On, Coraza both.',
  setting: 'interceptOnError',
})

import { switchSetting } from './switch-setting.js'

export const secContentInjection = switchSetting({
  name: 'SecContentInjection',
  summary: 'Whether append and prepend change response bodies.',
  example: 'SecContentInjection On',
  engines: 'v3 rejects On, Coraza both.',
  setting: 'contentInjection',
})

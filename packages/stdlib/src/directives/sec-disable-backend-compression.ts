import { switchSetting } from './switch-setting.js'

export const secDisableBackendCompression = switchSetting({
  name: 'SecDisableBackendCompression',
  summary: 'Whether Accept-Encoding and TE are taken out of the request that the backend gets.',
  example: 'SecDisableBackendCompression On',
  engines: 'v3 rejects On, Coraza both.',
  setting: 'disableBackendCompression',
})

import { textSetting } from './text-setting.js'

export const secWebAppId = textSetting({
  name: 'SecWebAppId',
  summary: 'Name of the application: the SESSION, USER and RESOURCE collections of two applications do not mix.',
  example: 'SecWebAppId shop',
  engines: 'v3 keeps all collections apart.',
  form: 'ID',
  setting: 'webAppId',
})

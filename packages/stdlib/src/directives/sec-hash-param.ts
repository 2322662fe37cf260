import { textSetting } from './text-setting.js'

export const secHashParam = textSetting({
  name: 'SecHashParam',
  summary: 'Name of the query parameter that carries the token of a link.',
  example: 'SecHashParam crypt',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'NAME',
  setting: 'hashParam',
})

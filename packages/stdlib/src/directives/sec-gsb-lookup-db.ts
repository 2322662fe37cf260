import { textSetting } from './text-setting.js'

export const secGsbLookupDB = textSetting({
  name: 'SecGsbLookupDB',
  summary: 'Database that @gsbLookup reads.',
  example: 'SecGsbLookupDB gsb.db',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'PATH',
  setting: 'gsbLookupDb',
})

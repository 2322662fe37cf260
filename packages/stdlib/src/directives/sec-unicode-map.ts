import { inertSetting } from './inert-setting.js'

export const secUnicodeMap = inertSetting({
  name: 'SecUnicodeMap',
  summary: 'Another spelling of SecUnicodeMapFile that Coraza accepts and ignores.',
  example: 'SecUnicodeMap 20127',
  engines: 'Coraza alone has it.',
  form: '(any)',
  words: [1, 2],
  why: 'it names no map file that could be read',
  instead: 'write SecUnicodeMapFile',
})

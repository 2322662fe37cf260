import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

export const secUploadKeepFiles = directive<Settings['uploadKeepFiles']>({
  name: 'SecUploadKeepFiles',
  summary: 'Whether uploaded files stay in SecUploadDir after the transaction.',
  example: 'SecUploadKeepFiles RelevantOnly',
  engines: 'v3 rejects RelevantOnly.',
  form: 'On|Off|RelevantOnly',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecUploadKeepFiles', 'On', 'Off', 'RelevantOnly'),
  apply: (uploadKeepFiles, settings) => {
    settings.uploadKeepFiles = uploadKeepFiles
  },
})

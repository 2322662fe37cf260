import { modeSetting } from './mode-setting.js'

export const secUploadFileMode = modeSetting({
  name: 'SecUploadFileMode',
  summary: 'Mode of the uploaded files that are kept.',
  example: 'SecUploadFileMode 0640',
  setting: 'uploadFileMode',
  usual: 0o600,
})

import { textSetting } from './text-setting.js'

export const secUploadDir = textSetting({
  name: 'SecUploadDir',
  summary: 'Folder of the uploaded files that are kept.',
  example: 'SecUploadDir /var/spool/uploads',
  form: 'PATH',
  setting: 'uploadDir',
})

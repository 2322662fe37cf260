import { switchSetting } from './switch-setting.js'

export const secTmpSaveUploadedFiles = switchSetting({
  name: 'SecTmpSaveUploadedFiles',
  summary: 'Whether uploaded files are saved so that FILES_TMPNAMES and FILES_TMP_CONTENT can be inspected.',
  example: 'SecTmpSaveUploadedFiles On',
  engines: 'Coraza rejects it.',
  setting: 'tmpSaveUploadedFiles',
})

import { switchSetting } from './switch-setting.js'

export const secStreamOutBodyInspection = switchSetting({
  name: 'SecStreamOutBodyInspection',
  summary: 'Whether STREAM_OUTPUT_BODY holds the response body, which @rsub may then change.',
  example: 'SecStreamOutBodyInspection On',
  engines: 'v3 and Coraza reject it.',
  setting: 'streamOutBodyInspection',
})

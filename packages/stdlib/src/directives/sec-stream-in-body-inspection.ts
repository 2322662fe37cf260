import { switchSetting } from './switch-setting.js'

export const secStreamInBodyInspection = switchSetting({
  name: 'SecStreamInBodyInspection',
  summary: 'Whether STREAM_INPUT_BODY holds the request body, which @rsub may then change.',
  example: 'SecStreamInBodyInspection On',
  engines: 'v3 and Coraza reject it.',
  setting: 'streamInBodyInspection',
})

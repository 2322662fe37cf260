import { textSetting } from './text-setting.js'

export const secSensorId = textSetting({
  name: 'SecSensorId',
  summary: 'Name of this place in part H of the audit log.',
  example: 'SecSensorId edge-1',
  engines: 'v3 rejects it.',
  form: 'ID',
  setting: 'sensorId',
})

import { switchSetting } from './switch-setting.js'

export const secXmlExternalEntity = switchSetting({
  name: 'SecXmlExternalEntity',
  summary: 'Whether XML bodies may name external entities that are loaded.',
  example: 'SecXmlExternalEntity Off',
  engines: 'Coraza rejects it.',
  setting: 'xmlExternalEntity',
})

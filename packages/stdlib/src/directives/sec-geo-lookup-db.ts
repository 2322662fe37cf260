import { textSetting } from './text-setting.js'

export const secGeoLookupDB = textSetting({
  name: 'SecGeoLookupDB',
  summary: 'Database that @geoLookup reads.',
  example: 'SecGeoLookupDB GeoLite2-City.mmdb',
  engines: 'Coraza rejects it.',
  form: 'PATH',
  setting: 'geoLookupDb',
})

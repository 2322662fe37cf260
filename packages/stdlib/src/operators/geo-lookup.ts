import { operator, problem } from '@secrule/program'
import { readAddress } from './ip-address.js'

const words = new Uint32Array(4)
const nothing: ReadonlyMap<string, string> = new Map()

/** Every field of GEO with what it holds in ModSecurity 2 where the database says nothing of it. */
const unknown: ReadonlyMap<string, string> = new Map([
  ['COUNTRY_CODE', ''],
  ['COUNTRY_CODE3', ''],
  ['COUNTRY_NAME', ''],
  ['COUNTRY_CONTINENT', ''],
  ['REGION', ''],
  ['CITY', ''],
  ['POSTAL_CODE', ''],
  ['LATITUDE', '0.000000'],
  ['LONGITUDE', '0.000000'],
  ['DMA_CODE', '0'],
  ['AREA_CODE', '0'],
])

/** @geoLookup. A miss empties GEO, so that no rule reads what an earlier address left there. */
export const geoLookup = operator<{ readonly hasDatabase: boolean }>({
  name: 'geoLookup',
  summary: 'True when the geolocation database knows the address; fills GEO with what it knows.',
  example:
    'SecGeoLookupDb GeoLite2-City.mmdb\n' +
    'SecRule REMOTE_ADDR "@geoLookup" "id:1,phase:1,deny,chain"\n' +
    'SecRule GEO:COUNTRY_CODE "@streq AQ" "t:none"',
  engines:
    'ModSecurity 2 also resolves host names, and sets what is not known to nothing or 0; Coraza always matches and fills nothing.',
  argument: 'none',
  macros: false,
  logName: 'GeoLookup',
  needs: ({ hasDatabase }) => (hasDatabase ? ['geo'] : []),
  compile: (_, span, { settings, warn }) => {
    const hasDatabase = settings.geoLookupDb !== null
    if (!hasDatabase) {
      const why = 'no database is named before it, so it matches only where the host brings one'
      warn(problem(span, 'no-effect', '`@geoLookup`', why, 'name one with SecGeoLookupDb'))
    }
    return { hasDatabase }
  },
  run: (_, value, context) => {
    const { transaction } = context
    if (transaction.dialect.geoAlwaysMatches) return true
    transaction.geo = nothing
    const { geo } = transaction.services
    if (geo === null) return context.error('geo-missing')
    if (readAddress(value, words) === 0) return false
    try {
      const found = geo.lookup(value)
      if (found === null) return false
      transaction.geo = transaction.dialect.geoFillsAll ? new Map([...unknown, ...found]) : found
      return true
    } catch {
      return context.error('geo-failed')
    }
  },
})

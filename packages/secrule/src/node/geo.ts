import { readFileSync } from 'node:fs'
import { utf8Bytes } from '@secrule/body'
import type { GeoDatabase } from '@secrule/program'
import { Reader, type Response } from 'mmdb-lib'

/** Where a MaxMind database (GeoLite2, GeoIP2) has the fields of GEO. Names are English. */
const fields: readonly (readonly [name: string, path: readonly (string | number)[]])[] = [
  ['COUNTRY_CODE', ['country', 'iso_code']],
  ['COUNTRY_NAME', ['country', 'names', 'en']],
  ['COUNTRY_CONTINENT', ['continent', 'names', 'en']],
  ['REGION', ['subdivisions', 0, 'iso_code']],
  ['CITY', ['city', 'names', 'en']],
  ['POSTAL_CODE', ['postal', 'code']],
  ['LATITUDE', ['location', 'latitude']],
  ['LONGITUDE', ['location', 'longitude']],
  ['DMA_CODE', ['location', 'metro_code']],
]

/** Opens the database that SecGeoLookupDb names. Throws when it cannot be read or is no MaxMind database. */
export function nodeGeo(path: string): GeoDatabase {
  const reader = new Reader<Response>(readFileSync(path))
  return {
    lookup(address) {
      const record: unknown = reader.get(address)
      if (record === null || record === undefined) return null
      const found = new Map<string, string>()
      for (const [name, way] of fields) {
        const text = textOf(valueAt(record, way), name)
        if (text !== null) found.set(name, text)
      }
      return found
    },
  }
}

function valueAt(record: unknown, path: readonly (string | number)[]): unknown {
  let value = record
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

/** Coordinates have six decimals, as ModSecurity writes them. */
function textOf(value: unknown, name: string): string | null {
  if (typeof value === 'string') return utf8Bytes(value)
  if (typeof value !== 'number') return null
  return name === 'LATITUDE' || name === 'LONGITUDE' ? value.toFixed(6) : String(value)
}

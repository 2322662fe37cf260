import type { Member } from '@secrule/program'

/** The entries of a map as members, in the order of the map. */
export function mapMembers(map: ReadonlyMap<string | number, string | number>): readonly Member[] {
  return Array.from(map, ([key, value]) => ({ key: String(key), value: String(value) }))
}

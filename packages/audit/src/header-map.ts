import type { HeaderField } from '@secrule/program'

/** Headers by name, repeated ones joined by `, ` under the spelling that came first. */
export function joinedHeaders(headers: readonly HeaderField[]): ReadonlyMap<string, string> {
  return new Map([...headerLists(headers)].map(([name, values]) => [name, values.join(', ')]))
}

/** The values of each name, repeated ones in order. Names that differ in letter case are one, in the spelling that came first, but for `exact`. */
export function headerLists(
  headers: readonly HeaderField[],
  names: 'caseless' | 'exact' = 'caseless',
): ReadonlyMap<string, readonly string[]> {
  const spellings = new Map<string, string>()
  const lists = new Map<string, string[]>()
  for (const { name, value } of headers) {
    const key = names === 'exact' ? name : name.toLowerCase()
    const spelling = spellings.get(key) ?? name
    spellings.set(key, spelling)
    const list = lists.get(spelling)
    if (list === undefined) lists.set(spelling, [value])
    else list.push(value)
  }
  return lists
}

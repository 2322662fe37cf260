import { eachHeader, type RawHeaders } from '@secrule/host'

/** Fields whose values cannot stand in one line. */
const single = new Set(['set-cookie'])

/**
 * Joins fields that came more than once into one, as Apache httpd does before anything else looks at them: the values with
 * commas between (cookies with semicolons), under the first name, where the first one stood.
 */
export function joinHeaders(headers: RawHeaders): string[] {
  const fields = new Map<string, { readonly name: string; readonly values: string[] }>()
  const all: { readonly name: string; readonly values: string[] }[] = []
  eachHeader(headers, (name, value) => {
    const lower = name.toLowerCase()
    const known = single.has(lower) ? undefined : fields.get(lower)
    if (known !== undefined) return known.values.push(value)
    const field = { name, values: [value] }
    all.push(field)
    return fields.set(lower, field)
  })
  return all.flatMap(({ name, values }) => [name, values.join(name.toLowerCase() === 'cookie' ? '; ' : ', ')])
}

/** Name, value, name, value … in the order of arrival, with case and duplicates kept. Byte strings. */
export type RawHeaders = readonly string[]

/** All values of a field, in order. `name` is in lower case. */
export function valuesOf(headers: RawHeaders, name: string): string[] {
  const values: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() === name) values.push(headers[i + 1] ?? '')
  }
  return values
}

/** Calls back for each field. */
export function eachHeader(headers: RawHeaders, visit: (name: string, value: string) => void): void {
  for (let i = 0; i + 1 < headers.length; i += 2) visit(headers[i] ?? '', headers[i + 1] ?? '')
}

/** The members of a comma-separated field in lower case, empty ones left out. */
export function tokensOf(headers: RawHeaders, name: string): string[] {
  return valuesOf(headers, name)
    .flatMap((value) => value.split(','))
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')
}

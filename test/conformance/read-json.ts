/** A JSON value that keeps what a plain parser drops: an object is the list of its members, double names included. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** The members of a JSON object in order. Strings are UTF-16, as in any JSON text. */
export class JsonObject {
  readonly members: readonly (readonly [name: string, value: Json])[]

  constructor(members: readonly (readonly [string, Json])[]) {
    this.members = members
  }

  /** All values of a name. */
  all(name: string): readonly Json[] {
    return this.members.flatMap(([other, value]) => (other === name ? [value] : []))
  }

  get(name: string): Json | undefined {
    return this.all(name)[0]
  }
}

const token = /\s*(?:([{}[\]:,])|("(?:[^"\\]|\\.)*")|([^\s{}[\]:,"]+))/y

/** Reads a JSON text. Throws on what is no JSON. */
export function readJson(text: string): Json {
  let at = 0

  const next = (): string => {
    token.lastIndex = at
    const found = token.exec(text)
    if (found === null) throw new SyntaxError(`no JSON at offset ${at}`)
    at = token.lastIndex
    return found[0].trimStart()
  }

  const list = <T>(close: string, item: (first: string) => T): T[] => {
    const items: T[] = []
    let word = next()
    while (word !== close) {
      items.push(item(word))
      word = next()
      if (word === ',') word = next()
      else if (word !== close) throw new SyntaxError(`expected , or ${close} before offset ${at}`)
    }
    return items
  }

  const value = (word: string): Json => {
    if (word === '[') return list(']', value)
    if (word === '{') {
      const members = list('}', (name) => {
        if (next() !== ':') throw new SyntaxError(`expected : before offset ${at}`)
        return [JSON.parse(name) as string, value(next())] as const
      })
      return new JsonObject(members)
    }
    return JSON.parse(word) as Json
  }

  const read = value(next())
  if (text.slice(at).trim() !== '') throw new SyntaxError(`more text after the JSON at offset ${at}`)
  return read
}

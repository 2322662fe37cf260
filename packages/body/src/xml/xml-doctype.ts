import { characterReference, nameEnd, normalizeLines, skipSpace } from './xml-scanner.js'

/** An entity: its replacement text, or null when it is external and so never read. */
export interface XmlEntity {
  readonly text: string | null
  /** It is being expanded right now: a reference to it is a loop. */
  open: boolean
}

/** What a document type declaration says that changes how the document reads. */
export class XmlDoctype {
  readonly entities = new Map<string, XmlEntity>()
  /** Default attributes: element name to attribute name to value. */
  readonly defaults = new Map<string, Map<string, string>>()
  /** There are declarations that were not read, so an unknown entity is no error. */
  hasExternal = false
  readonly #parameters = new Map<string, XmlEntity>()
  readonly #spend: (cost: number) => boolean

  /** `spend` takes the cost of an expansion from the document's budget; false when that is used up. */
  constructor(spend: (cost: number) => boolean) {
    this.#spend = spend
  }

  /** Reads from behind `<!DOCTYPE`. Gives the place behind the closing `>`, or an error text. */
  read(text: string, from: number): number | string {
    let at = skipSpace(text, from)
    const end = nameEnd(text, at)
    if (at === from || end === at) return 'malformed document type declaration'
    at = skipSpace(text, end)
    if (text.startsWith('SYSTEM', at) || text.startsWith('PUBLIC', at)) {
      this.hasExternal = true
      const next = this.#externalId(text, at)
      if (next < 0) return 'malformed external identifier'
      at = skipSpace(text, next)
    }
    if (text[at] === '[') {
      const next = this.#subset(text, at + 1, ']')
      if (typeof next === 'string') return next
      at = skipSpace(text, next)
    }
    return text[at] === '>' ? at + 1 : 'malformed document type declaration'
  }

  /** Declarations up to `close`, or up to the end of a parameter entity when it is empty. Gives the place behind it. */
  #subset(text: string, from: number, close: string): number | string {
    let at = from
    while (true) {
      at = skipSpace(text, at)
      if (at >= text.length) return close === '' ? at : 'unfinished document type declaration'
      if (close !== '' && text[at] === close) return at + 1
      const next = this.#declaration(text, at)
      if (typeof next === 'string') return next
      at = next
    }
  }

  #declaration(text: string, at: number): number | string {
    if (text[at] === '%') return this.#parameterReference(text, at)
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4)
      return end < 0 ? 'unfinished comment' : end + 3
    }
    if (text.startsWith('<?', at)) {
      const end = text.indexOf('?>', at + 2)
      return end < 0 ? 'unfinished processing instruction' : end + 2
    }
    if (text.startsWith('<!ENTITY', at)) return this.#entity(text, at + 8)
    if (text.startsWith('<!ATTLIST', at)) return this.#attributeList(text, at + 9)
    if (text.startsWith('<!ELEMENT', at) || text.startsWith('<!NOTATION', at)) return skipDeclaration(text, at + 9)
    return 'malformed markup declaration'
  }

  #parameterReference(text: string, at: number): number | string {
    const end = nameEnd(text, at + 1)
    if (end === at + 1 || text[end] !== ';') return 'malformed parameter entity reference'
    const entity = this.#parameters.get(text.slice(at + 1, end))
    if (entity === undefined || entity.text === null) {
      this.hasExternal = true
      return end + 1
    }
    if (entity.open) return 'entity loop'
    if (!this.#spend(entity.text.length)) return 'entity expansion limit exceeded'
    entity.open = true
    const result = this.#subset(entity.text, 0, '')
    entity.open = false
    return typeof result === 'string' ? result : end + 1
  }

  #entity(text: string, from: number): number | string {
    let at = skipSpace(text, from)
    const isParameter = text[at] === '%'
    if (isParameter) at = skipSpace(text, at + 1)
    const end = nameEnd(text, at)
    if (end === at) return 'malformed entity declaration'
    const name = text.slice(at, end)
    at = skipSpace(text, end)
    let value: string | null = null
    if (text[at] === '"' || text[at] === "'") {
      const close = text.indexOf(text[at]!, at + 1)
      if (close < 0) return 'unfinished entity value'
      value = literalValue(text.slice(at + 1, close))
      if (value === null) return 'malformed character reference'
      at = close + 1
    } else {
      const next = this.#externalId(text, at)
      if (next < 0) return 'malformed entity declaration'
      at = skipSpace(text, next)
      if (text.startsWith('NDATA', at)) at = nameEnd(text, skipSpace(text, at + 5))
    }
    at = skipSpace(text, at)
    if (text[at] !== '>') return 'malformed entity declaration'
    const table = isParameter ? this.#parameters : this.entities
    // The first declaration counts, as in every parser.
    if (!table.has(name)) table.set(name, { text: value, open: false })
    return at + 1
  }

  #attributeList(text: string, from: number): number | string {
    let at = skipSpace(text, from)
    let end = nameEnd(text, at)
    if (end === at) return 'malformed attribute list'
    const element = text.slice(at, end)
    while (true) {
      at = skipSpace(text, end)
      if (text[at] === '>') return at + 1
      end = nameEnd(text, at)
      if (end === at) return 'malformed attribute list'
      const name = text.slice(at, end)
      at = skipSpace(text, end)
      if (text.startsWith('NOTATION', at)) at = skipSpace(text, at + 8)
      if (text[at] === '(') {
        at = text.indexOf(')', at) + 1
        if (at === 0) return 'malformed attribute list'
      } else at = nameEnd(text, at)
      at = skipSpace(text, at)
      if (text.startsWith('#REQUIRED', at)) end = at + 9
      else if (text.startsWith('#IMPLIED', at)) end = at + 8
      else {
        if (text.startsWith('#FIXED', at)) at = skipSpace(text, at + 6)
        const quote = text[at]
        const close = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1
        if (close < 0) return 'malformed attribute list'
        this.#addDefault(element, name, text.slice(at + 1, close))
        end = close + 1
      }
    }
  }

  #addDefault(element: string, attribute: string, value: string): void {
    let list = this.defaults.get(element)
    if (list === undefined) {
      list = new Map()
      this.defaults.set(element, list)
    }
    if (!list.has(attribute)) list.set(attribute, value)
  }

  #externalId(text: string, from: number): number {
    const literals = text.startsWith('SYSTEM', from) ? 1 : text.startsWith('PUBLIC', from) ? 2 : 0
    if (literals === 0) return -1
    let at = from + 6
    for (let i = 0; i < literals; i++) {
      at = skipSpace(text, at)
      const quote = text[at]
      if (quote !== '"' && quote !== "'") return -1
      at = text.indexOf(quote, at + 1) + 1
      if (at === 0) return -1
    }
    return at
  }
}

/** An element or notation declaration is only skipped; quoted texts in it may hold a `>`. */
function skipDeclaration(text: string, from: number): number | string {
  for (let at = from; at < text.length; at++) {
    const char = text[at]!
    if (char === '>') return at + 1
    if (char === '<') break
    if (char === '"' || char === "'") {
      at = text.indexOf(char, at + 1)
      if (at < 0) break
    }
  }
  return 'unfinished markup declaration'
}

/** Character references in an entity value are replaced when it is declared, general entities when it is used. */
function literalValue(raw: string): string | null {
  const text = normalizeLines(raw)
  if (!text.includes('&#')) return text
  const pieces: string[] = []
  let at = 0
  for (let found = text.indexOf('&#'); found >= 0; found = text.indexOf('&#', at)) {
    const end = text.indexOf(';', found)
    const decoded = end < 0 ? null : characterReference(text.slice(found + 2, end))
    if (decoded === null) return null
    pieces.push(text.slice(at, found), decoded)
    at = end + 1
  }
  pieces.push(text.slice(at))
  return pieces.join('')
}

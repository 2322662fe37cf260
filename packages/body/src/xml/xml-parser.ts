import { XmlDoctype, type XmlEntity } from './xml-doctype.js'
import { decodeXml } from './xml-encoding.js'
import { XmlInput, type XmlReferrer } from './xml-input.js'
import { characterReference, nameEnd, normalizeLines, skipSpace } from './xml-scanner.js'
import { XmlTree } from './xml-tree.js'

/** Bounds of a document. */
export interface XmlLimits {
  depth: number
  nodes: number
  expansion: number
}

const predefined = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
])

/** Entities in entities: deeper than this is refused, whatever the budget. */
const entityDepth = 16
/** A reference costs this much more than its text, so that many empty ones are not free. */
const referenceCost = 20

class NotWellFormed extends Error {}

/** What a tag, a reference or a run of text costs beside its bytes, in bytes. */
const stepCost = 16

/**
 * Reads a document into a tree and checks that it is well formed, in as many turns as whoever asks for it likes. Entities
 * that the document declares itself are expanded within a budget; external ones are never read and count as empty. On an
 * error the tree holds what came before.
 */
export class XmlParser {
  readonly tree = new XmlTree()
  readonly #limits: XmlLimits
  readonly #doctype: XmlDoctype
  #budget: number
  #entityDepth = 0
  #hasDoctype = false
  #input: XmlInput
  #text: string
  #at = 0
  #stage: 'prolog' | 'content' | 'epilog' | 'end' = 'prolog'
  /** What may still be done in this turn, in bytes. */
  #left = 0
  readonly #encodingError: string | null
  #error: string | null = null

  constructor(bytes: Uint8Array, limits: XmlLimits) {
    const { text, error } = decodeXml(bytes)
    this.#encodingError = error
    this.#limits = limits
    this.#budget = limits.expansion
    this.#doctype = new XmlDoctype((cost) => this.#spend(cost))
    this.#text = text
    this.#input = new XmlInput(text, 0)
  }

  /** Reads about that many bytes more. True when all is read, or an error found. */
  goOn(bytes: number): boolean {
    this.#left = bytes
    try {
      while (this.#stage !== 'end' && this.#left > 0) this.#advance()
    } catch (problem) {
      if (!(problem instanceof NotWellFormed)) throw problem
      this.#error = problem.message
      this.#stage = 'end'
    }
    return this.#stage === 'end'
  }

  /** What there is, once all is read. */
  end(): { tree: XmlTree; error: string | null } {
    this.tree.finish()
    return { tree: this.tree, error: this.#encodingError ?? this.#error }
  }

  #advance(): void {
    if (this.#stage === 'content') {
      if (this.#content()) this.#stage = 'epilog'
      return
    }
    if (this.#at === 0) this.#declaration()
    if (!this.#misc(this.#stage === 'prolog')) return
    if (this.#stage === 'prolog') {
      if (this.#text[this.#at] !== '<') this.#fail('no root element')
      this.#stage = 'content'
    } else {
      if (this.#at < this.#text.length) this.#fail('content after the root element')
      this.#stage = 'end'
    }
  }

  #fail(what: string): never {
    throw new NotWellFormed(this.#entityDepth > 0 ? `${what} in an entity` : `${what} at byte ${this.#at}`)
  }

  #spend(cost: number): boolean {
    this.#budget -= cost + referenceCost
    return this.#budget >= 0
  }

  #declaration(): void {
    const text = this.#text
    if (!text.startsWith('<?xml') || nameEnd(text, 2) !== 5) return
    const end = text.indexOf('?>')
    if (end < 0) this.#fail('unfinished XML declaration')
    const space = '[ \\t\\r\\n]'
    const value = (pattern: string) => `${space}*=${space}*(?:"(?:${pattern})"|'(?:${pattern})')`
    const form = new RegExp(
      `^${space}+version${value('1\\.[0-9]+')}(?:${space}+encoding${value('[A-Za-z][A-Za-z0-9._-]*')})?` +
        `(?:${space}+standalone${value('yes|no')})?${space}*$`,
    )
    if (end > 512 || !form.test(text.slice(5, end))) this.#fail('malformed XML declaration')
    this.#at = end + 2
  }

  /**
   * White space, comments and processing instructions around the root element; the document type before it. False when
   * there may be more.
   */
  #misc(prolog: boolean): boolean {
    while (this.#left > 0) {
      const from = this.#at
      this.#at = skipSpace(this.#text, this.#at)
      if (this.#text.startsWith('<!--', this.#at)) this.#comment()
      else if (this.#text.startsWith('<?', this.#at)) this.#instruction()
      else if (prolog && !this.#hasDoctype && this.#text.startsWith('<!DOCTYPE', this.#at)) {
        this.#hasDoctype = true
        const next = this.#doctype.read(this.#text, this.#at + 9)
        if (typeof next === 'string') this.#fail(next)
        this.#at = next
      } else return true
      this.#left -= this.#at - from + stepCost
    }
    return false
  }

  #comment(): void {
    const end = this.#text.indexOf('--', this.#at + 4)
    if (end < 0 || this.#text[end + 2] !== '>') this.#fail('malformed comment')
    this.tree.interrupt()
    this.#at = end + 3
  }

  #instruction(): void {
    const nameStop = nameEnd(this.#text, this.#at + 2)
    const end = this.#text.indexOf('?>', nameStop)
    const name = this.#text.slice(this.#at + 2, nameStop)
    if (name === '' || end < 0 || name.toLowerCase() === 'xml') this.#fail('malformed processing instruction')
    if (end !== nameStop && skipSpace(this.#text, nameStop) === nameStop) this.#fail('malformed processing instruction')
    this.tree.interrupt()
    this.#at = end + 2
  }

  /** Content until the root element closes, that of entities in their places. False when there is more. */
  #content(): boolean {
    while (this.#left > 0) {
      const input = this.#input
      const from = this.#at
      if (from >= input.text.length) {
        if (this.tree.depth !== input.floor) this.#fail('unclosed element')
        if (input.referrer === null) return true
        this.#return(input.referrer)
        this.#left -= stepCost
        continue
      }
      this.#step(input)
      // a reference leads to another input, whose bytes count as they are read
      this.#left -= stepCost + (this.#input === input ? this.#at - from : 0)
      if (input.referrer === null && this.tree.depth === 0) return true
    }
    return false
  }

  /** An entity was read: what refers to it goes on. */
  #return({ entity, outer, resumeAt }: XmlReferrer): void {
    this.#leave(entity)
    this.#input = outer
    this.#text = outer.text
    this.#at = resumeAt
  }

  /** A tag, a reference or a run of text. */
  #step(input: XmlInput): void {
    const from = this.#at
    const tag = input.tag(from)
    if (tag === from) {
      this.#markup(input.floor)
      return
    }
    const ampersand = input.ampersand(from)
    if (ampersand === from) {
      this.#reference()
      return
    }
    const stop = Math.min(tag, ampersand)
    if (input.close(from) < stop) this.#fail('`]]>` in text')
    this.#addText(normalizeLines(input.text.slice(from, stop)))
    this.#at = stop
  }

  #addText(text: string): void {
    this.tree.addText(text)
    if (this.tree.nodes > this.#limits.nodes) this.#fail('more nodes than the limit')
  }

  #markup(floor: number): void {
    const text = this.#text
    const next = text[this.#at + 1]
    if (next === '/') this.#endTag(floor)
    else if (next === '?') this.#instruction()
    else if (next !== '!') this.#startTag()
    else if (text.startsWith('<!--', this.#at)) this.#comment()
    else if (text.startsWith('<![CDATA[', this.#at) && this.tree.depth > 0) {
      const end = text.indexOf(']]>', this.#at + 9)
      if (end < 0) this.#fail('unfinished CDATA section')
      this.#addText(normalizeLines(text.slice(this.#at + 9, end)))
      this.#at = end + 3
    } else this.#fail('malformed markup')
  }

  #endTag(floor: number): void {
    const end = nameEnd(this.#text, this.#at + 2)
    const name = this.#text.slice(this.#at + 2, end)
    const close = skipSpace(this.#text, end)
    if (this.tree.depth === floor || name !== this.tree.currentName || this.#text[close] !== '>') {
      this.#fail('end tag does not match')
    }
    this.tree.close()
    this.#at = close + 1
  }

  #startTag(): void {
    const text = this.#text
    let at = this.#at + 1
    let end = nameEnd(text, at)
    if (end === at) this.#fail('malformed start tag')
    const name = text.slice(at, end)
    const attributes = new Map<string, string>()
    while (true) {
      at = skipSpace(text, end)
      if (text[at] === '>' || text[at] === '/') break
      const nameStop = nameEnd(text, at)
      if (at === end || nameStop === at) this.#fail('malformed start tag')
      const attribute = text.slice(at, nameStop)
      at = skipSpace(text, nameStop)
      if (text[at] !== '=') this.#fail('attribute without a value')
      at = skipSpace(text, at + 1)
      const quote = text[at]
      if (quote !== '"' && quote !== "'") this.#fail('attribute value without quotes')
      const close = text.indexOf(quote, at + 1)
      if (close < 0) this.#fail('unfinished attribute value')
      if (attributes.has(attribute)) this.#fail('attribute given twice')
      attributes.set(attribute, this.#attributeValue(text.slice(at + 1, close)))
      if (this.tree.nodes + attributes.size > this.#limits.nodes) this.#fail('more nodes than the limit')
      end = close + 1
    }
    const isEmpty = text[at] === '/'
    if (isEmpty && text[++at] !== '>') this.#fail('malformed start tag')
    const defaults = this.#doctype.defaults.get(name)
    if (defaults !== undefined) this.#addDefaults(attributes, defaults)
    if (this.tree.depth >= this.#limits.depth) this.#fail('nested deeper than the limit')
    if (this.tree.nodes + attributes.size >= this.#limits.nodes) this.#fail('more nodes than the limit')
    this.tree.open(name, attributes)
    if (isEmpty) this.tree.close()
    this.#at = at + 1
  }

  #addDefaults(attributes: Map<string, string>, defaults: ReadonlyMap<string, string>): void {
    for (const [name, raw] of defaults) {
      if (attributes.has(name)) continue
      if (!this.#spend(raw.length)) this.#fail('entity expansion limit exceeded')
      attributes.set(name, this.#attributeValue(raw))
    }
  }

  #attributeValue(raw: string): string {
    if (raw.includes('<')) this.#fail('`<` in an attribute value')
    const text = /[\t\n\r]/.test(raw) ? raw.replace(/\r\n|[\t\n\r]/g, ' ') : raw
    let at = text.indexOf('&')
    if (at < 0) return text
    const pieces: string[] = []
    let from = 0
    for (; at >= 0; at = text.indexOf('&', from)) {
      pieces.push(text.slice(from, at))
      const end = this.#referenceEnd(text, at)
      pieces.push(this.#attributeReference(text.slice(at + 1, end)))
      from = end + 1
    }
    pieces.push(text.slice(from))
    return pieces.join('')
  }

  #attributeReference(name: string): string {
    const plain = this.#plainReference(name)
    if (plain !== null) return plain
    const entity = this.#entity(name)
    if (entity === null) return ''
    this.#enter(entity)
    const value = this.#attributeValue(entity.text!)
    this.#leave(entity)
    return value
  }

  /** A reference in content. What an entity holds is read in its place, tags included. */
  #reference(): void {
    const end = this.#referenceEnd(this.#text, this.#at)
    const name = this.#text.slice(this.#at + 1, end)
    const plain = this.#plainReference(name)
    if (plain !== null) this.#addText(plain)
    const entity = plain === null ? this.#entity(name) : null
    this.#at = end + 1
    if (entity === null) return
    this.#enter(entity)
    this.#input = new XmlInput(entity.text!, this.tree.depth, { entity, outer: this.#input, resumeAt: end + 1 })
    this.#text = entity.text!
    this.#at = 0
  }

  #referenceEnd(text: string, at: number): number {
    const start = text[at + 1] === '#' ? at + 2 : at + 1
    let end = nameEnd(text, start)
    if (start === at + 2) {
      end = start
      while (end < text.length && end < start + 64 && /[0-9A-Za-z]/.test(text[end]!)) end++
    }
    if (end === start || text[end] !== ';') this.#fail('malformed reference')
    return end
  }

  /** A character or one of the five names that need no declaration. */
  #plainReference(name: string): string | null {
    if (name[0] !== '#') return predefined.get(name) ?? null
    const character = characterReference(name.slice(1))
    if (character === null) this.#fail('malformed character reference')
    return character
  }

  /** The entity of a name; null for one that has no text here because it is external. */
  #entity(name: string): XmlEntity | null {
    const entity = this.#doctype.entities.get(name)
    if (entity === undefined) {
      if (!this.#doctype.hasExternal) this.#fail(`entity \`${name.slice(0, 64)}\` is not declared`)
      return null
    }
    if (entity.text === null) return null
    if (entity.open || this.#entityDepth >= entityDepth) this.#fail('entity loop')
    if (!this.#spend(entity.text.length)) this.#fail('entity expansion limit exceeded')
    return entity
  }

  #enter(entity: XmlEntity): void {
    entity.open = true
    this.#entityDepth++
  }

  #leave(entity: XmlEntity): void {
    entity.open = false
    this.#entityDepth--
  }
}

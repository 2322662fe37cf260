import type { XmlEntity } from './xml-doctype.js'

/** Where an entity stands: the input that refers to it, and where that goes on. */
export interface XmlReferrer {
  readonly entity: XmlEntity
  readonly outer: XmlInput
  readonly resumeAt: number
}

/** A text whose content is read: the document, or an entity in the place of a reference to it. */
export class XmlInput {
  readonly text: string
  /** Open elements when it began: it may close no more, and leave no more open. */
  readonly floor: number
  readonly referrer: XmlReferrer | null
  // looked for again only when passed: the whole stays linear
  #tag = -1
  #ampersand = -1
  #close = -1

  constructor(text: string, floor: number, referrer: XmlReferrer | null = null) {
    this.text = text
    this.floor = floor
    this.referrer = referrer
  }

  /** Place of the next `<` from a place on; the end of the text when there is none. */
  tag(from: number): number {
    if (this.#tag < from) this.#tag = next(this.text, '<', from)
    return this.#tag
  }

  /** The same of `&`. */
  ampersand(from: number): number {
    if (this.#ampersand < from) this.#ampersand = next(this.text, '&', from)
    return this.#ampersand
  }

  /** The same of `]]>`. */
  close(from: number): number {
    if (this.#close < from) this.#close = next(this.text, ']]>', from)
    return this.#close
  }
}

function next(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at < 0 ? text.length : at
}

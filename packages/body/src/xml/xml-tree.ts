import { XmlAttribute, XmlElement, type XmlName, type XmlRoot, XmlText } from './xml-node.js'

interface Scope {
  readonly prefixes: ReadonlyMap<string, string>
  readonly outer: Scope | null
}

const xmlUri = 'http://www.w3.org/XML/1998/namespace'

/** Builds the tree of a document from its tags and texts, in order, resolving namespaces on the way. */
export class XmlTree {
  readonly root: XmlRoot = { kind: 'root', children: [], order: 0, last: 0, from: 0, to: 0 }
  /** Open elements. */
  depth = 0
  /** All attributes and all texts in document order: nearly every rule on a document asks for one of these. */
  readonly attributes: XmlAttribute[] = []
  readonly texts: XmlText[] = []
  /** Elements, attributes and texts so far. */
  nodes = 0
  #text: string[] = []
  #length = 0
  #whole: string | null = null
  #current: XmlElement | null = null
  #interrupted = false
  readonly #scopes: (Scope | null)[] = []

  /** All text of the document in order. Only asked for when the tree is complete. */
  get text(): string {
    this.#whole ??= this.#text.join('')
    return this.#whole
  }

  /** Qualified name of the innermost open element; null outside of the root element. */
  get currentName(): string | null {
    return this.#current?.name.qualified ?? null
  }

  /** Opens an element. `attributes` holds namespace declarations too, which then do not become attributes. */
  open(name: string, attributes: ReadonlyMap<string, string>): void {
    const parent = this.#current ?? this.root
    const scope = declare(attributes, this.#scopes.at(-1) ?? null)
    const element = new XmlElement(resolve(name, scope, true), parent, ++this.nodes, this.#length)
    for (const [attribute, value] of attributes) {
      if (attribute === 'xmlns' || attribute.startsWith('xmlns:')) continue
      const node = new XmlAttribute(resolve(attribute, scope, false), value, element, ++this.nodes)
      element.attributes.push(node)
      this.attributes.push(node)
    }
    parent.children.push(element)
    this.#scopes.push(scope)
    this.#current = element
    this.depth++
  }

  /** Closes the innermost element. */
  close(): void {
    const element = this.#current
    if (element === null) return
    element.to = this.#length
    element.last = this.nodes
    this.#scopes.pop()
    this.depth--
    this.#current = element.parent.kind === 'element' ? element.parent : null
  }

  /** Adds text to the innermost element. */
  addText(text: string): void {
    const element = this.#current
    if (element === null || text === '') return
    const last = element.children.at(-1)
    this.#text.push(text)
    const from = this.#length
    this.#length += text.length
    if (last?.kind === 'text' && !this.#interrupted) last.to = this.#length
    else {
      const node = new XmlText(element, ++this.nodes, from, this.#length)
      element.children.push(node)
      this.texts.push(node)
    }
    this.#interrupted = false
  }

  /** A comment or processing instruction stands here: text behind it is another node. */
  interrupt(): void {
    this.#interrupted = true
  }

  /** Closes what is open and ends the document. */
  finish(): void {
    while (this.#current !== null) this.close()
    this.root.to = this.#length
    this.root.last = this.nodes
  }
}

function declare(attributes: ReadonlyMap<string, string>, outer: Scope | null): Scope | null {
  let prefixes: Map<string, string> | null = null
  for (const [name, value] of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue
    prefixes ??= new Map()
    prefixes.set(name.slice(6), value)
  }
  return prefixes === null ? outer : { prefixes, outer }
}

function resolve(qualified: string, scope: Scope | null, isElement: boolean): XmlName {
  const colon = qualified.indexOf(':')
  if (colon < 0) {
    return { qualified, local: qualified, uri: isElement ? (lookUp('', scope) ?? '') : '' }
  }
  const prefix = qualified.slice(0, colon)
  const uri = prefix === 'xml' ? xmlUri : lookUp(prefix, scope)
  if (uri === undefined || colon === 0) return { qualified, local: qualified, uri: '' }
  return { qualified, local: qualified.slice(colon + 1), uri }
}

function lookUp(prefix: string, scope: Scope | null): string | undefined {
  for (let at = scope; at !== null; at = at.outer) {
    const uri = at.prefixes.get(prefix)
    if (uri !== undefined) return uri
  }
  return undefined
}

/** What an XML body is read with. Injected, so that a host may use a stronger one; `createXmlReader` is the default. */
export interface XmlEngine {
  /** Whether its documents can be validated; without it every validation is `unusable`. */
  readonly validates?: boolean
  /** Reads a document. One that is not well formed is an error, with what was read before it as far as there is a root. A string is a byte string. */
  parse(body: Uint8Array | string, options: XmlParseOptions): XmlDocument | XmlFailure
  /** The same in turns, for long documents. Those of an engine without it are read in one go. */
  open?(body: Uint8Array | string, options: XmlParseOptions): XmlReading
}

/** A document while it is read. */
export interface XmlReading {
  /** Reads about that many bytes more. True when there are no more. */
  goOn(bytes: number): boolean
  /** What `parse` gives, once all is read. */
  end(): XmlDocument | XmlFailure
}

/** Bounds of one document. Engines have defaults for those that are left out. */
export interface XmlParseOptions {
  /**
   * SecXmlExternalEntity, for engines that can. Those of this package never read a file or the network for a document:
   * an external entity is empty either way.
   */
  externalEntities: boolean
  /** Deepest nesting of elements. */
  depthLimit?: number
  /** Most elements, attributes and texts. */
  nodeLimit?: number
  /** Most bytes that entity references may add. */
  expansionLimit?: number
}

/** A document that cannot be used. */
export interface XmlFailure {
  /** What is wrong, for people; the variables have the fixed text of the language. */
  readonly error: string
  /** What was read before the error. Not for validation, but rules may look at it. */
  readonly partial?: XmlDocument
}

/** The outcome of a validation. */
export type XmlValidation =
  | { readonly outcome: 'valid' }
  | { readonly outcome: 'invalid'; readonly errors: readonly string[] }
  /** The schema or DTD itself is no good, or the engine cannot validate. */
  | { readonly outcome: 'unusable'; readonly error: string }

/** The xmlns actions of a rule. */
export type XmlNamespaces = readonly (readonly [prefix: string, uri: string])[]

/** A document that was read. All texts are byte strings of UTF-8, whatever encoding the document has. */
export interface XmlDocument {
  /**
   * The string values of the nodes that an XPath 1.0 expression selects, in document order. An expression that gives no
   * nodes (a number, a text) gives an empty list; null when the expression is wrong or beyond the engine.
   */
  xpath(expression: string, namespaces: XmlNamespaces): readonly string[] | null
  /** Validates against an XML Schema given as bytes; `name` is for messages. */
  validateSchema(schema: Uint8Array, name: string): XmlValidation
  /** Validates against a DTD given as bytes; `name` is for messages. */
  validateDtd(dtd: Uint8Array, name: string): XmlValidation
  /** Gives the memory of the document back. */
  free(): void
}

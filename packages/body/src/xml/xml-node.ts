/** A name as written, and what it means in its namespace. An undeclared prefix is part of the local name. */
export interface XmlName {
  readonly qualified: string
  readonly local: string
  readonly uri: string
}

/** An attribute; namespace declarations are none. */
export class XmlAttribute {
  readonly kind = 'attribute'
  readonly name: XmlName
  readonly value: string
  readonly parent: XmlElement
  /** Place in document order. */
  readonly order: number

  constructor(name: XmlName, value: string, parent: XmlElement, order: number) {
    this.name = name
    this.value = value
    this.parent = parent
    this.order = order
  }
}

/** A run of text, CDATA and references joined. Its text is a range of the document's whole text. */
export class XmlText {
  readonly kind = 'text'
  readonly parent: XmlElement
  readonly order: number
  readonly index: number
  readonly from: number
  to: number

  constructor(parent: XmlElement, order: number, from: number, to: number) {
    this.parent = parent
    this.order = order
    this.index = parent.children.length
    this.from = from
    this.to = to
  }
}

/** An element. All text inside of it is one range of the document's whole text. */
export class XmlElement {
  readonly kind = 'element'
  readonly name: XmlName
  readonly parent: XmlElement | XmlRoot
  readonly attributes: XmlAttribute[] = []
  readonly children: (XmlElement | XmlText)[] = []
  readonly order: number
  /** `order` of the last node inside of it. */
  last: number
  /** Place among the children of its parent. */
  readonly index: number
  readonly from: number
  to: number

  constructor(name: XmlName, parent: XmlElement | XmlRoot, order: number, from: number) {
    this.name = name
    this.parent = parent
    this.order = order
    this.last = order
    this.index = parent.children.length
    this.from = from
    this.to = from
  }
}

/** The document node above the root element. */
export interface XmlRoot {
  readonly kind: 'root'
  readonly children: XmlElement[]
  readonly order: 0
  last: number
  readonly from: 0
  to: number
}

/** Any node that an XPath can select. */
export type XmlNode = XmlRoot | XmlElement | XmlText | XmlAttribute

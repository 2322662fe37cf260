import { byteSet, skipUntil } from '../byte-set.js'
import { hasWordAt } from '../fold-case.js'

/**
 * Where in a page the value is supposed to stand: in text, in a tag, or in an attribute value with one of three quotes.
 */
export type HtmlContext = 'data' | 'unquoted' | 'single' | 'double' | 'back'

/** Kinds of HTML tokens, with the reference's numbers. */
export const HtmlTokenType = {
  dataText: 0,
  tagNameOpen: 1,
  tagNameClose: 2,
  tagNameSelfClose: 3,
  tagClose: 5,
  attributeName: 6,
  attributeValue: 7,
  tagComment: 8,
  doctype: 9,
} as const

const {
  dataText,
  tagNameOpen,
  tagNameClose,
  tagNameSelfClose,
  tagClose,
  attributeName,
  attributeValue,
  tagComment,
  doctype,
} = HtmlTokenType

const atEnd = 0
const inData = 1
const inTagOpen = 2
const inEndTagOpen = 3
const inTagName = 4
const inTagNameClose = 5
const beforeAttributeName = 6
const inAttributeName = 7
const afterAttributeName = 8
const beforeValue = 9
const inQuotedValue = 10
const inUnquotedValue = 11
const afterQuotedValue = 12
const inSelfClosing = 13
const inBogusComment = 14
const inPercentComment = 15
const inMarkupDeclaration = 16
const inComment = 17
const inCdata = 18
const inDoctype = 19

/** What running one state comes to: go straight on in another state, deliver a token, or stop for good. */
const onward = 0
const delivered = 1
const stopped = 2

const bang = 0x21
const doubleQuote = 0x22
const percent = 0x25
const singleQuote = 0x27
const dash = 0x2d
const slash = 0x2f
const equals = 0x3d
const greater = 0x3e
const question = 0x3f
const backtick = 0x60

const htmlSpace = byteSet('\x00 ', [0x09, 0x0d])
/** NUL is part of a tag name, but ends the name of an attribute and an unquoted value. */
const tagNameEnd = byteSet(' />', [0x09, 0x0d])
const attributeNameEnd = byteSet('\x00 /=>', [0x09, 0x0d])
const unquotedValueEnd = byteSet('\x00 >', [0x09, 0x0d])

/**
 * Reads a value as HTML, token by token, without copying: `type`, `start` and `length` are those of the token that
 * `next` delivered last. It reads like libinjection, not like a browser.
 */
export class HtmlTokenizer {
  type = 0
  start = 0
  length = 0
  private input = ''
  private size = 0
  private position = 0
  private state = atEnd
  private quote = "'"
  /** Inside of an end tag; some ways out of a tag forget to reset it, as in the reference. */
  private isClosing = false

  begin(input: string, context: HtmlContext): void {
    this.input = input
    this.size = input.length
    this.position = 0
    this.isClosing = false
    if (context === 'data') this.state = inData
    else if (context === 'unquoted') this.state = beforeAttributeName
    else {
      this.state = inQuotedValue
      this.quote = context === 'single' ? "'" : context === 'double' ? '"' : '`'
    }
  }

  /** Reads the next token; false at the end, after which it is not called again. */
  next(): boolean {
    let outcome = onward
    while (outcome === onward) outcome = this.step()
    return outcome === delivered
  }

  private step(): number {
    switch (this.state) {
      case inData:
        return this.data()
      case inTagOpen:
        return this.tagOpen()
      case inEndTagOpen:
        return this.endTagOpen()
      case inTagName:
        return this.tagName()
      case inTagNameClose:
        return this.tagNameClose()
      case beforeAttributeName:
        return this.beforeAttributeName()
      case inAttributeName:
        return this.attributeName()
      case afterAttributeName:
        return this.afterAttributeName()
      case beforeValue:
        return this.beforeValue()
      case inQuotedValue:
        return this.quotedValue()
      case inUnquotedValue:
        return this.unquotedValue()
      case afterQuotedValue:
        return this.afterQuotedValue()
      case inSelfClosing:
        return this.selfClosing()
      case inBogusComment:
        return this.upTo('>', tagComment)
      case inPercentComment:
        return this.upTo('%>', tagComment)
      case inMarkupDeclaration:
        return this.markupDeclaration()
      case inComment:
        return this.comment()
      case inCdata:
        return this.upTo(']]>', dataText)
      case inDoctype:
        return this.upTo('>', doctype)
      default:
        return stopped
    }
  }

  /** Delivers the token from `start` to `end`; reading goes on at `position` in `state`. */
  private emit(type: number, start: number, end: number, position: number, state: number): number {
    this.type = type
    this.start = start
    this.length = end - start
    this.position = position
    this.state = state
    return delivered
  }

  private goTo(state: number, position: number): number {
    this.state = state
    this.position = position
    return onward
  }

  /** Delivers all up to a mark, which is skipped, or up to the end. */
  private upTo(mark: string, type: number): number {
    const end = this.input.indexOf(mark, this.position)
    if (end < 0) return this.emit(type, this.position, this.size, this.size, atEnd)
    return this.emit(type, this.position, end, end + mark.length, inData)
  }

  /**
   * Skips white space; the byte after it, or -1 at the end. A byte FF counts as the end, a quirk that the reference
   * owes to signed bytes.
   */
  private skipSpace(): number {
    while (this.position < this.size && htmlSpace[this.input.charCodeAt(this.position)] === 1) this.position++
    if (this.position >= this.size) return -1
    const code = this.input.charCodeAt(this.position)
    return code === 0xff ? -1 : code
  }

  private data(): number {
    const start = this.position
    const found = this.input.indexOf('<', start)
    if (found < 0) return start >= this.size ? stopped : this.emit(dataText, start, this.size, this.size, atEnd)
    if (found === start) return this.goTo(inTagOpen, found + 1)
    return this.emit(dataText, start, found, found + 1, inTagOpen)
  }

  private tagOpen(): number {
    const { position } = this
    if (position >= this.size) return stopped
    const code = this.input.charCodeAt(position)
    if (code === bang) return this.goTo(inMarkupDeclaration, position + 1)
    if (code === slash) {
      this.isClosing = true
      return this.goTo(inEndTagOpen, position + 1)
    }
    if (code === question) return this.goTo(inBogusComment, position + 1)
    if (code === percent) return this.goTo(inPercentComment, position + 1)
    if (isLetter(code) || code === 0) return this.goTo(inTagName, position)
    return this.emit(dataText, position - 1, position, position, inData)
  }

  private endTagOpen(): number {
    const { position } = this
    if (position >= this.size) return stopped
    const code = this.input.charCodeAt(position)
    if (code === greater) return this.goTo(inData, position)
    if (isLetter(code)) return this.goTo(inTagName, position)
    this.isClosing = false
    return this.goTo(inBogusComment, position)
  }

  private tagName(): number {
    const start = this.position
    const end = skipUntil(this.input, start, this.size, tagNameEnd)
    if (end === this.size) return this.emit(tagNameOpen, start, end, end, atEnd)
    const code = this.input.charCodeAt(end)
    if (code === slash) return this.emit(tagNameOpen, start, end, end + 1, inSelfClosing)
    if (code !== greater) return this.emit(tagNameOpen, start, end, end + 1, beforeAttributeName)
    if (!this.isClosing) return this.emit(tagNameOpen, start, end, end, inTagNameClose)
    this.isClosing = false
    return this.emit(tagClose, start, end, end + 1, inData)
  }

  private tagNameClose(): number {
    const { position } = this
    this.isClosing = false
    return this.emit(tagNameClose, position, position + 1, position + 1, position + 1 < this.size ? inData : atEnd)
  }

  private beforeAttributeName(): number {
    for (;;) {
      const code = this.skipSpace()
      const { position } = this
      if (code < 0) return stopped
      if (code === greater) return this.emit(tagNameClose, position, position + 1, position + 1, inData)
      if (code !== slash) return this.goTo(inAttributeName, position)
      this.position++
      if (this.position >= this.size || this.input.charCodeAt(this.position) === greater)
        return this.goTo(inSelfClosing, this.position)
    }
  }

  private attributeName(): number {
    const start = this.position
    const end = skipUntil(this.input, start + 1, this.size, attributeNameEnd)
    if (end === this.size) return this.emit(attributeName, start, end, end, atEnd)
    const code = this.input.charCodeAt(end)
    if (code === slash) return this.emit(attributeName, start, end, end + 1, inSelfClosing)
    if (code === equals) return this.emit(attributeName, start, end, end + 1, beforeValue)
    if (code === greater) return this.emit(attributeName, start, end, end, inTagNameClose)
    return this.emit(attributeName, start, end, end + 1, afterAttributeName)
  }

  private afterAttributeName(): number {
    const code = this.skipSpace()
    const { position } = this
    if (code < 0) return stopped
    if (code === slash) return this.goTo(inSelfClosing, position + 1)
    if (code === equals) return this.goTo(beforeValue, position + 1)
    return this.goTo(code === greater ? inTagNameClose : inAttributeName, position)
  }

  private beforeValue(): number {
    const code = this.skipSpace()
    if (code < 0) return stopped
    if (code !== doubleQuote && code !== singleQuote && code !== backtick)
      return this.goTo(inUnquotedValue, this.position)
    this.quote = code === singleQuote ? "'" : code === doubleQuote ? '"' : '`'
    return this.goTo(inQuotedValue, this.position)
  }

  /** At position 0 the opening quote is only supposed, so none is skipped. */
  private quotedValue(): number {
    const start = this.position > 0 ? this.position + 1 : 0
    const end = this.input.indexOf(this.quote, start)
    if (end < 0) return this.emit(attributeValue, start, this.size, this.size, atEnd)
    return this.emit(attributeValue, start, end, end + 1, afterQuotedValue)
  }

  private unquotedValue(): number {
    const start = this.position
    const end = skipUntil(this.input, start, this.size, unquotedValueEnd)
    if (end === this.size) return this.emit(attributeValue, start, end, end, atEnd)
    if (this.input.charCodeAt(end) === greater) return this.emit(attributeValue, start, end, end, inTagNameClose)
    return this.emit(attributeValue, start, end, end + 1, beforeAttributeName)
  }

  private afterQuotedValue(): number {
    const { position } = this
    if (position >= this.size) return stopped
    const code = this.input.charCodeAt(position)
    if (code === slash) return this.goTo(inSelfClosing, position + 1)
    if (code === greater) return this.emit(tagNameClose, position, position + 1, position + 1, inData)
    return this.goTo(beforeAttributeName, position)
  }

  private selfClosing(): number {
    const { position } = this
    if (position >= this.size) return stopped
    if (this.input.charCodeAt(position) !== greater) return this.goTo(beforeAttributeName, position)
    return this.emit(tagNameSelfClose, position - 1, position + 1, position + 1, inData)
  }

  private markupDeclaration(): number {
    const { input, position, size } = this
    if (hasWordAt(input, position, size, 'DOCTYPE')) return this.goTo(inDoctype, position)
    if (input.startsWith('[CDATA[', position)) return this.goTo(inCdata, position + 7)
    if (input.startsWith('--', position)) return this.goTo(inComment, position + 2)
    return this.goTo(inBogusComment, position)
  }

  /** Up to a dash, any NULs, a dash or `!`, and `>`. A dash among the last two bytes ends the search. */
  private comment(): number {
    const { input, size } = this
    const start = this.position
    let end = input.indexOf('-', start)
    while (end >= 0 && end <= size - 3) {
      let i = end + 1
      while (i < size && input.charCodeAt(i) === 0) i++
      const code = input.charCodeAt(i)
      if ((code === dash || code === bang) && input.charCodeAt(i + 1) === greater)
        return this.emit(tagComment, start, end, i + 2, inData)
      if (i + 1 >= size) break
      end = input.indexOf('-', end + 1)
    }
    return this.emit(tagComment, start, size, size, atEnd)
  }
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

import { hasWordAt } from '../fold-case.js'
import { WordTable } from '../word-table.js'
import { AttributeClass, attributeClass } from './attribute-class.js'
import { type HtmlContext, HtmlTokenizer, HtmlTokenType } from './html-tokenizer.js'
import { packedTags } from './packed-names.js'
import { isScriptUrl } from './script-url.js'

const tags = new WordTable(packedTags)

/** A place that no value has. */
const farBeyond = 0x3fff_ffff

/** Where a value may stand, in the order of the reference, and what it must hold to be an attack there. */
const places: readonly { readonly context: HtmlContext; readonly mark: string }[] = [
  { context: 'data', mark: '<' },
  { context: 'unquoted', mark: '' },
  { context: 'single', mark: "'" },
  { context: 'double', mark: '"' },
  { context: 'back', mark: '`' },
]

/** Looks for an attack in a value that stands in one place. */
class HtmlReading {
  private readonly tokenizer = new HtmlTokenizer()
  private value = ''
  private lastAttribute: number = AttributeClass.none

  begin(value: string, context: HtmlContext): void {
    this.value = value
    this.lastAttribute = AttributeClass.none
    this.tokenizer.begin(value, context)
  }

  /** Reads the tokens that begin up to a place in the value: whether one is an attack, or null when there are more. */
  goOn(until: number): boolean | null {
    const tokenizer = this.tokenizer
    const value = this.value
    while (tokenizer.next()) {
      const { type, start } = tokenizer
      const end = start + tokenizer.length
      const attribute = this.lastAttribute
      this.lastAttribute = AttributeClass.none
      switch (type) {
        case HtmlTokenType.doctype:
          return true
        case HtmlTokenType.tagNameOpen:
          if (isBlackTag(value, start, end)) return true
          break
        case HtmlTokenType.attributeName:
          this.lastAttribute = attributeClass(value, start, end)
          break
        case HtmlTokenType.attributeValue:
          if (isBlackValue(attribute, value, start, end)) return true
          break
        case HtmlTokenType.tagComment:
          if (isBlackComment(value, start, end)) return true
          break
      }
      if (start > until) return null
    }
    return false
  }
}

const shared = new HtmlReading()

/**
 * Whether a value would run a script when it is put into a page as text, in a tag, or in a quoted attribute: the
 * verdict of libinjection for every byte string. Time is linear in the length, and nothing is thrown on any value.
 *
 * A value is read only where it can be an attack. What decides is either found in a tag, a comment or a declaration,
 * which begin with `<`, or is the value of a named attribute, which follows a `=`. In text only a `<` leads on, and in
 * a quoted value only its quote does.
 */
export function detectXss(value: string): boolean {
  if (!canBeAttack(value)) return false
  for (const { context, mark } of places) {
    if ((mark === '' || value.includes(mark)) && detectXssIn(value, context)) return true
  }
  return false
}

function canBeAttack(value: string): boolean {
  return value.includes('<') || value.includes('=')
}

/** Whether a value would run a script in one place of a page. */
export function detectXssIn(value: string, context: HtmlContext): boolean {
  shared.begin(value, context)
  const isFound = shared.goOn(farBeyond)
  shared.begin('', 'data')
  return isFound === true
}

/** What `detectXss` does, for a long value in parts, so that something else can be done in between. */
export class XssDetection {
  /** What `detectXss` gives, once all has been read. */
  found = false
  private readonly value: string
  private readonly reading = new HtmlReading()
  private place = 0
  private until = 0

  constructor(value: string) {
    this.value = value
    if (!canBeAttack(value)) this.place = places.length
  }

  /** Reads about that many bytes; true when the answer is known. */
  goOn(bytes: number): boolean {
    for (; this.place < places.length; this.place++) {
      const { context, mark } = places[this.place]!
      if (this.until === 0) {
        if (mark !== '' && !this.value.includes(mark)) continue
        this.reading.begin(this.value, context)
      }
      this.until += bytes
      const isFound = this.reading.goOn(this.until)
      if (isFound === null) return false
      this.until = 0
      this.found = isFound
      if (isFound) return true
    }
    return true
  }
}

function isBlackTag(text: string, start: number, end: number): boolean {
  if (end - start < 3) return false
  return (
    hasWordAt(text, start, end, 'SVG') ||
    hasWordAt(text, start, end, 'XSL') ||
    tags.findIgnoringNuls(text, start, end) !== 0
  )
}

function isBlackValue(attribute: number, text: string, start: number, end: number): boolean {
  switch (attribute) {
    case AttributeClass.black:
    case AttributeClass.style:
      return true
    case AttributeClass.url:
      return isScriptUrl(text, start, end)
    case AttributeClass.indirect:
      return attributeClass(text, start, end) !== AttributeClass.none
    default:
      return false
  }
}

/** Comments that old browsers act on, and those that hide a backtick from them. */
function isBlackComment(text: string, start: number, end: number): boolean {
  const length = end - start
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === 0x60) return true
  if (length > 3 && (hasWordAt(text, start, end, '[IF') || hasWordAt(text, start, end, 'XML'))) return true
  return hasWordAt(text, start, end, 'IMPORT') || hasWordAt(text, start, end, 'ENTITY')
}

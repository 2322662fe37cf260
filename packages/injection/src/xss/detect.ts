import { hasWordAt } from '../fold-case.js'
import { WordTable } from '../word-table.js'
import { AttributeClass, attributeClass } from './attribute-class.js'
import { type HtmlContext, HtmlTokenizer, HtmlTokenType } from './html-tokenizer.js'
import { packedTags } from './packed-names.js'
import { isScriptUrl } from './script-url.js'

const tags = new WordTable(packedTags)
const tokenizer = new HtmlTokenizer()

/**
 * Whether a value would run a script when it is put into a page as text, in a tag, or in a quoted attribute: the
 * verdict of libinjection for every byte string. Time is linear in the length, and nothing is thrown on any value.
 *
 * A value is read only where it can be an attack. What decides is either found in a tag, a comment or a declaration,
 * which begin with `<`, or is the value of a named attribute, which follows a `=`. In text only a `<` leads on, and in
 * a quoted value only its quote does.
 */
export function detectXss(value: string): boolean {
  const hasMarkup = value.includes('<')
  if (!hasMarkup && !value.includes('=')) return false
  return (
    (hasMarkup && detectXssIn(value, 'data')) ||
    detectXssIn(value, 'unquoted') ||
    (value.includes("'") && detectXssIn(value, 'single')) ||
    (value.includes('"') && detectXssIn(value, 'double')) ||
    (value.includes('`') && detectXssIn(value, 'back'))
  )
}

/** Whether a value would run a script in one place of a page. */
export function detectXssIn(value: string, context: HtmlContext): boolean {
  tokenizer.begin(value, context)
  const found = hasAttack(value)
  tokenizer.begin('', 'data')
  return found
}

function hasAttack(value: string): boolean {
  let lastAttribute: number = AttributeClass.none
  while (tokenizer.next()) {
    const { type, start } = tokenizer
    const end = start + tokenizer.length
    const attribute = lastAttribute
    lastAttribute = AttributeClass.none
    switch (type) {
      case HtmlTokenType.doctype:
        return true
      case HtmlTokenType.tagNameOpen:
        if (isBlackTag(value, start, end)) return true
        break
      case HtmlTokenType.attributeName:
        lastAttribute = attributeClass(value, start, end)
        break
      case HtmlTokenType.attributeValue:
        if (isBlackValue(attribute, value, start, end)) return true
        break
      case HtmlTokenType.tagComment:
        if (isBlackComment(value, start, end)) return true
        break
    }
  }
  return false
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

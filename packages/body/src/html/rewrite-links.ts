import { type Token, Tokenizer, TokenizerMode } from 'parse5'

/** Where in a page a link stands. `base` is what relative ones are seen from. */
export type LinkPlace = 'href' | 'action' | 'iframe' | 'frame' | 'base'

/** A link of a page. */
export interface HtmlLink {
  readonly place: LinkPlace
  /** The value with its character references replaced; characters beyond U+00FF can only come from those. */
  readonly value: string
}

const places: ReadonlyMap<string, readonly [attribute: string, place: LinkPlace]> = new Map([
  ['a', ['href', 'href']],
  ['form', ['action', 'action']],
  ['iframe', ['src', 'iframe']],
  ['frame', ['src', 'frame']],
  ['base', ['href', 'base']],
])

/** Elements whose content is text, up to their own end tag. */
const textModes: ReadonlyMap<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = new Map([
  ['title', TokenizerMode.RCDATA],
  ['textarea', TokenizerMode.RCDATA],
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['script', TokenizerMode.SCRIPT_DATA],
  ['plaintext', TokenizerMode.PLAINTEXT],
])

/**
 * The page with other links: `change` is shown every link in the order of the page and gives the new one, or null to
 * leave it. What is not changed stays byte for byte as it was. Only tags are read and no tree is built, so that the time
 * is linear in the page, whatever it is nested like.
 */
export function rewriteLinks(page: string, change: (link: HtmlLink) => string | null): string {
  const pieces: string[] = []
  let done = 0
  const onStartTag = (tag: Token.TagToken): void => {
    const mode = textModes.get(tag.tagName)
    if (mode !== undefined) tokenizer.state = mode
    const [name, place] = places.get(tag.tagName) ?? []
    const attribute = name === undefined ? undefined : tag.attrs.find((each) => each.name === name)
    const at = name === undefined ? undefined : tag.location?.attrs?.[name]
    if (attribute === undefined || place === undefined || at === undefined) return
    const changed = change({ place, value: attribute.value })
    if (changed === null) return
    pieces.push(page.slice(done, at.startOffset), `${page.slice(at.startOffset, at.startOffset + name!.length)}=`)
    pieces.push(quoted(changed))
    done = at.endOffset
  }
  const ignore = (): void => {}
  const tokenizer: Tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag,
      onEndTag: ignore,
      onComment: ignore,
      onDoctype: ignore,
      onEof: ignore,
      onCharacter: ignore,
      onNullCharacter: ignore,
      onWhitespaceCharacter: ignore,
      onParseError: null,
    },
  )
  tokenizer.write(page, true)
  return done === 0 ? page : pieces.join('') + page.slice(done)
}

/** The value of an attribute in bytes of any encoding that is ASCII below 128. */
function quoted(value: string): string {
  const text = value
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replace(/[^\0-\xff]/gu, (char) => `&#${char.codePointAt(0)};`)
  return `"${text}"`
}

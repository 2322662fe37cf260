import { type HtmlContext, HtmlTokenizer, HtmlTokenType } from './html-tokenizer.js'

/** The name of a kind of HTML tokens. */
export type HtmlTokenName =
  | 'DATA_TEXT'
  | 'TAG_NAME_OPEN'
  | 'TAG_NAME_CLOSE'
  | 'TAG_NAME_SELFCLOSE'
  | 'TAG_CLOSE'
  | 'ATTR_NAME'
  | 'ATTR_VALUE'
  | 'TAG_COMMENT'
  | 'DOCTYPE'

/** One token of a value read as HTML, for tests and for explaining a verdict. */
export interface HtmlToken {
  readonly type: HtmlTokenName
  /** Where it begins in the value. */
  readonly start: number
  readonly length: number
}

const names: ReadonlyMap<number, HtmlTokenName> = new Map<number, HtmlTokenName>([
  [HtmlTokenType.dataText, 'DATA_TEXT'],
  [HtmlTokenType.tagNameOpen, 'TAG_NAME_OPEN'],
  [HtmlTokenType.tagNameClose, 'TAG_NAME_CLOSE'],
  [HtmlTokenType.tagNameSelfClose, 'TAG_NAME_SELFCLOSE'],
  [HtmlTokenType.tagClose, 'TAG_CLOSE'],
  [HtmlTokenType.attributeName, 'ATTR_NAME'],
  [HtmlTokenType.attributeValue, 'ATTR_VALUE'],
  [HtmlTokenType.tagComment, 'TAG_COMMENT'],
  [HtmlTokenType.doctype, 'DOCTYPE'],
])

/** All tokens of a value that is supposed to stand in one place of a page. */
export function tokenizeHtml(value: string, context: HtmlContext): HtmlToken[] {
  const tokens: HtmlToken[] = []
  const tokenizer = new HtmlTokenizer()
  tokenizer.begin(value, context)
  while (tokenizer.next())
    tokens.push({ type: names.get(tokenizer.type)!, start: tokenizer.start, length: tokenizer.length })
  return tokens
}

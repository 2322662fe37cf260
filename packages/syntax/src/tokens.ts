import { createToken, type IMultiModeLexerDefinition, type ITokenConfig, Lexer, type TokenType } from 'chevrotain'
import { xpathNames } from './forms.js'

/**
 * The tokens of the rule language and the modes they belong to. A directive is read in layers: `line` cuts it into words,
 * and the text of a word, with its escapes gone, is read again in the mode of its list. What is broken has tokens of
 * its own, so that the grammar takes every text and the reader says what is wrong with it. `(?![^])` is the end of the
 * text, since the lexer wants no `$`.
 */

/** First bytes of a token that begins with a complement class, which the lexer cannot work out by itself. */
function bytesExcept(excluded: string): number[] {
  const bytes: number[] = []
  for (let code = 0; code < 256; code++) if (!excluded.includes(String.fromCharCode(code))) bytes.push(code)
  return bytes
}

function token(name: string, pattern: ITokenConfig['pattern'], more: Partial<ITokenConfig> = {}): TokenType {
  return createToken({ name, pattern: pattern!, line_breaks: false, ...more })
}

/** A token that stands in two modes with two patterns. */
function category(name: string): TokenType {
  return createToken({ name, pattern: Lexer.NA })
}

export const Space = token('Space', /[ \t]+/)

// a line: the name of a directive and its words, or a section
export const SectionClose = token('SectionClose', '</', { push_mode: 'section' })
export const SectionOpen = token('SectionOpen', '<', { push_mode: 'section' })
export const DirectiveName = token('DirectiveName', /[^ \t]+/, {
  start_chars_hint: bytesExcept(' \t<'),
  push_mode: 'words',
})
export const DoubleOpen = token('DoubleOpen', '"', { push_mode: 'doubleQuoted' })
export const SingleOpen = token('SingleOpen', "'", { push_mode: 'singleQuoted' })
export const Bare = token('Bare', /[^ \t]+/, { start_chars_hint: bytesExcept(' \t"\'') })
export const DoubleClose = token('DoubleClose', '"', { pop_mode: true })
export const DoubleEscape = token('DoubleEscape', '\\"')
export const DoubleText = token('DoubleText', /(?:[^"\\]+|\\[^"]|\\(?![^]))/, { start_chars_hint: bytesExcept('"') })
export const SingleClose = token('SingleClose', "'", { pop_mode: true })
export const SingleEscape = token('SingleEscape', "\\'")
export const SingleText = token('SingleText', /(?:[^'\\]+|\\[^']|\\(?![^]))/, { start_chars_hint: bytesExcept("'") })

export const SectionName = token('SectionName', /[^ \t>]+/, {
  start_chars_hint: bytesExcept(' \t>'),
  push_mode: 'sectionArgument',
})
export const SectionEnd = token('SectionEnd', />[ \t]*(?![^])/)
export const SectionArgument = token('SectionArgument', /[^ \t](?:[^]*[^ \t])?(?=[ \t]*>[ \t]*(?![^]))/, {
  start_chars_hint: bytesExcept(' \t'),
})
export const SectionRest = token('SectionRest', /[^]+/, { start_chars_hint: bytesExcept(' \t') })

// variables
export const Bar = token('Bar', '|')
export const Comma = token('Comma', ',')
export const Bang = token('Bang', '!')
export const Ampersand = token('Ampersand', '&')
export const VariableName = category('VariableName')
export const Colon = category('Colon')
export const EmptyColon = category('EmptyColon')
export const XPath = category('XPath')
export const QuotedRegex = category('QuotedRegex')
export const QuotedKey = category('QuotedKey')
export const QuotedKeyAndText = category('QuotedKeyAndText')
export const UnclosedKey = token('UnclosedKey', /'[^]*/, { pop_mode: true })
export const Regex = category('Regex')
export const BrokenRegex = category('BrokenRegex')
export const Key = category('Key')

const quoted = String.raw`'[^'\\]*(?:\\[^][^'\\]*)*'`

/** The tokens of variables for one set of separators, which are the bytes that end a bare key. */
function variableModes(mode: string, separators: string): Record<string, TokenType[]> {
  const selector = `${mode}Selector`
  const end = String.raw`(?=[ \t]*(?:[${separators}]|(?![^])))`
  const own = (kind: TokenType, pattern: ITokenConfig['pattern'], more: Partial<ITokenConfig>): TokenType =>
    token(`${kind.name}In${mode}`, pattern, { categories: [kind], ...more })
  const popping = (kind: TokenType, pattern: string, first: string | number[]): TokenType =>
    own(kind, new RegExp(pattern), { pop_mode: true, start_chars_hint: typeof first === 'string' ? [first] : first })

  const xpath = new RegExp(
    separators === '|'
      ? String.raw`[^|]*[^| \t]`
      : String.raw`(?:\([^()|]*\)|\[[^\[\]|]*\]|[^|,])*(?:[)\]]|[^|, \t])`,
    'y',
  )
  const name = String.raw`[^ \t:!&${separators}]`
  return {
    [mode]: [
      Space,
      Bar,
      ...(separators.includes(',') ? [Comma] : []),
      Bang,
      Ampersand,
      own(EmptyColon, new RegExp(`:${end}`), {}),
      own(Colon, ':', { push_mode: selector }),
      own(VariableName, new RegExp(String.raw`${name}(?:[^:${separators}]*(?=:)|(?:[^:${separators}]*[^ \t:${separators}])?)`), {
        start_chars_hint: bytesExcept(` \t:!&${separators}`),
      }),
    ],
    [selector]: [
      own(
        XPath,
        (text, offset, tokens) => {
          const variable = tokens.at(-2)
          if (variable === undefined || !xpathNames.has(variable.image.toLowerCase())) return null
          xpath.lastIndex = offset
          return xpath.exec(text)
        },
        { pop_mode: true, start_chars_hint: bytesExcept(separators) },
      ),
      popping(QuotedRegex, String.raw`'/(?:[^\\']|\\[^])*/'${end}`, "'"),
      popping(QuotedKey, `${quoted}${end}`, "'"),
      popping(QuotedKeyAndText, `${quoted}[^${separators}]*`, "'"),
      UnclosedKey,
      popping(Regex, String.raw`/(?:[^\\/|]|\\[^|]|/(?!${end.slice(3)})*/${end}`, '/'),
      popping(BrokenRegex, String.raw`/(?:[^]*?[^\\]/${end}|[^${separators}]*)`, '/'),
      popping(Key, String.raw`[^${separators}]*[^ \t${separators}]`, bytesExcept(`'/${separators}`)),
    ],
  }
}

// operators
export const OperatorName = token('OperatorName', /@[^ \t]*/, { push_mode: 'operatorArgument' })
export const Pattern = token('Pattern', /[^]+/, { start_chars_hint: bytesExcept(' \t!@') })
export const Argument = token('Argument', /[^]+/, { start_chars_hint: bytesExcept(' \t') })

// actions
export const ActionName = token('ActionName', /[^ \t:,](?:[^:,]*[^ \t:,])?/, {
  start_chars_hint: bytesExcept(' \t:,'),
})
export const EmptyValueColon = token('EmptyValueColon', /:(?=[ \t]*(?:,|(?![^])))/)
export const ValueColon = token('ValueColon', ':', { push_mode: 'actionValue' })
export const QuotedValue = token('QuotedValue', new RegExp(String.raw`${quoted}(?=[ \t]*(?:,|(?![^])))`), { pop_mode: true })
export const QuotedValueAndText = token('QuotedValueAndText', new RegExp(`${quoted}[^,]*`), { pop_mode: true })
export const UnclosedValue = token('UnclosedValue', /'[^]*/, { pop_mode: true })
export const Value = token('Value', /[^,]*[^, \t]/, { start_chars_hint: bytesExcept(",'"), pop_mode: true })

const modes: Record<string, TokenType[]> = {
  line: [Space, SectionClose, SectionOpen, DirectiveName],
  words: [Space, DoubleOpen, SingleOpen, Bare],
  doubleQuoted: [DoubleClose, DoubleEscape, DoubleText],
  singleQuoted: [SingleClose, SingleEscape, SingleText],
  section: [Space, SectionEnd, SectionName, SectionRest],
  sectionArgument: [SectionEnd, Space, SectionArgument, SectionRest],
  ...variableModes('variables', '|'),
  ...variableModes('targets', '|,'),
  operator: [Space, Bang, OperatorName, Pattern],
  operatorArgument: [Space, Argument],
  actions: [Space, Comma, EmptyValueColon, ValueColon, ActionName],
  actionValue: [QuotedValue, QuotedValueAndText, UnclosedValue, Value],
}

/** The modes in which a text can begin. */
export type StartMode = 'line' | 'variables' | 'targets' | 'operator' | 'actions'

export const lexerDefinition: IMultiModeLexerDefinition = { modes, defaultMode: 'line' }

/** Every token, categories included, for the grammar. */
export const vocabulary: TokenType[] = [
  ...new Set([
    VariableName,
    Colon,
    EmptyColon,
    XPath,
    QuotedRegex,
    QuotedKey,
    QuotedKeyAndText,
    Regex,
    BrokenRegex,
    Key,
    ...Object.values(modes).flat(),
  ]),
]

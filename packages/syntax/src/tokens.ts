import { createToken, type IMultiModeLexerDefinition, type ITokenConfig, Lexer, type TokenType } from 'chevrotain'
import { xpathNames } from './forms.js'
import {
  type Scan,
  scanInside,
  scanQuoted,
  scanQuotedRegex,
  scanRegex,
  scanRegexWithBars,
  scanToEnd,
  scanWithRest,
  scanXPath,
} from './scan.js'

/**
 * The tokens of the rule language and the modes they belong to. A directive is read in layers: `line` cuts it into words,
 * and the text of a word, with its escapes gone, is read again in the mode of its list. What is broken has tokens of
 * its own, so that the grammar takes every text and the reader says what is wrong with it. `(?![\s\S])` is the end of the
 * text, since the lexer wants no `$`.
 */

/** First bytes of a token that begins with a complement class, which the lexer cannot work out by itself. */
function bytesExcept(excluded: string): number[] {
  const bytes: number[] = []
  for (let code = 0; code < 256; code++) if (!excluded.includes(String.fromCharCode(code))) bytes.push(code)
  return bytes
}

function token(name: string, pattern: ITokenConfig['pattern'], more: Partial<ITokenConfig> = {}): TokenType {
  const label = typeof pattern === 'string' ? pattern : name
  return createToken({ name, label, pattern: pattern!, line_breaks: false, ...more })
}

/** A token whose end a function finds. */
function scanned(name: string, scan: Scan, first: string | number[], more: Partial<ITokenConfig> = {}): TokenType {
  const pattern: ITokenConfig['pattern'] = (text, offset) => {
    const end = scan(text, offset)
    return end < 0 ? null : [text.slice(offset, end)]
  }
  return token(name, pattern, { start_chars_hint: typeof first === 'string' ? [first] : first, ...more })
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
export const DoubleText = scanned('DoubleText', scanInside('"'), bytesExcept('"'))
export const SingleClose = token('SingleClose', "'", { pop_mode: true })
export const SingleEscape = token('SingleEscape', "\\'")
export const SingleText = scanned('SingleText', scanInside("'"), bytesExcept("'"))

export const SectionName = token('SectionName', /[^ \t>]+/, {
  start_chars_hint: bytesExcept(' \t>'),
  push_mode: 'sectionArgument',
})
export const SectionEnd = token('SectionEnd', />[ \t]*(?![\s\S])/)
export const SectionArgument = token('SectionArgument', /[^ \t](?:[\s\S]*[^ \t])?(?=[ \t]*>[ \t]*(?![\s\S]))/, {
  start_chars_hint: bytesExcept(' \t'),
})
export const SectionRest = token('SectionRest', /[\s\S]+/, { start_chars_hint: bytesExcept(' \t') })

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
export const UnclosedKey = token('UnclosedKey', /'[\s\S]*/, { pop_mode: true })
export const Regex = category('Regex')
export const BrokenRegex = category('BrokenRegex')
export const Key = category('Key')

/** The tokens of variables for one set of separators, which are the bytes that end a bare key. */
function variableModes(mode: string, separators: string): Record<string, TokenType[]> {
  const selector = `${mode}Selector`
  const own = (kind: TokenType, pattern: ITokenConfig['pattern'], more: Partial<ITokenConfig>): TokenType =>
    token(`${kind.name}In${mode}`, pattern, { categories: [kind], ...more })
  const ending = (kind: TokenType, scan: Scan, first: string): TokenType =>
    scanned(`${kind.name}In${mode}`, scan, first, { categories: [kind], pop_mode: true })
  const xpath = scanXPath(separators)
  const nameBytes = `[^:${separators}]`
  const lastNameByte = String.raw`[^ \t:${separators}]`
  return {
    [mode]: [
      Space,
      Bar,
      ...(separators.includes(',') ? [Comma] : []),
      Bang,
      Ampersand,
      own(EmptyColon, new RegExp(String.raw`:(?=[ \t]*(?:[${separators}]|(?![\s\S])))`), {}),
      own(Colon, ':', { push_mode: selector }),
      own(VariableName, new RegExp(`${lastNameByte}(?:${nameBytes}*(?=:)|(?:${nameBytes}*${lastNameByte})?)`), {
        start_chars_hint: bytesExcept(` \t:!&${separators}`),
      }),
    ],
    [selector]: [
      own(
        XPath,
        (text, offset, tokens) => {
          const variable = tokens.at(-2)
          if (variable === undefined || !xpathNames.has(variable.image.toLowerCase())) return null
          const end = xpath(text, offset)
          return end < 0 ? null : [text.slice(offset, end)]
        },
        { pop_mode: true, start_chars_hint: bytesExcept(separators) },
      ),
      ending(QuotedRegex, scanToEnd(scanQuotedRegex, separators), "'"),
      ending(QuotedKey, scanToEnd(scanQuoted, separators), "'"),
      ending(QuotedKeyAndText, scanWithRest(scanQuoted, separators), "'"),
      UnclosedKey,
      ending(Regex, scanRegex(separators), '/'),
      ending(BrokenRegex, scanRegexWithBars(separators), '/'),
      own(Key, new RegExp(String.raw`[^${separators}]*[^ \t${separators}]`), {
        start_chars_hint: bytesExcept(`'/${separators}`),
        pop_mode: true,
      }),
    ],
  }
}

// operators
export const OperatorName = token('OperatorName', /@[^ \t]*/, { push_mode: 'operatorArgument' })
export const Pattern = token('Pattern', /[\s\S]+/, { start_chars_hint: bytesExcept(' \t!@') })
export const Argument = token('Argument', /[\s\S]+/, { start_chars_hint: bytesExcept(' \t') })

// actions
export const ActionName = token('ActionName', /[^ \t:,](?:[^:,]*[^ \t:,])?/, {
  start_chars_hint: bytesExcept(' \t:,'),
})
export const EmptyValueColon = token('EmptyValueColon', /:(?=[ \t]*(?:,|(?![\s\S])))/)
export const ValueColon = token('ValueColon', ':', { push_mode: 'actionValue' })
export const QuotedValue = scanned('QuotedValue', scanToEnd(scanQuoted, ','), "'", { pop_mode: true })
export const QuotedValueAndText = scanned('QuotedValueAndText', scanWithRest(scanQuoted, ','), "'", {
  pop_mode: true,
})
export const UnclosedValue = token('UnclosedValue', /'[\s\S]*/, { pop_mode: true })
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

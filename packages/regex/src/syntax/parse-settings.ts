import type { ParseContext } from './parse-context.js'

// What each setting at the start of a pattern asks for: nothing here, a limit kept for PCRE2, or the source as it is.
const settings: ReadonlyMap<string, 'ignore' | 'verbatim' | 'utf'> = new Map([
  ['UTF', 'utf'],
  ['UTF8', 'utf'],
  ['UCP', 'verbatim'],
  ['CR', 'verbatim'],
  ['LF', 'ignore'],
  ['CRLF', 'verbatim'],
  ['ANY', 'verbatim'],
  ['ANYCRLF', 'verbatim'],
  ['NUL', 'verbatim'],
  ['BSR_ANYCRLF', 'verbatim'],
  ['BSR_UNICODE', 'ignore'],
  ['NOTEMPTY', 'verbatim'],
  ['NOTEMPTY_ATSTART', 'verbatim'],
  ['NO_AUTO_POSSESS', 'ignore'],
  ['NO_DOTSTAR_ANCHOR', 'ignore'],
  ['NO_JIT', 'ignore'],
  ['NO_START_OPT', 'ignore'],
])

/** Reads the settings that only the very start of a pattern may hold: `(*UTF)`, `(*CRLF)`, `(*LIMIT_MATCH=n)`. */
export function parseSettings(context: ParseContext): void {
  for (;;) {
    const start = context.position
    if (context.match(/\(\*LIMIT_(?:MATCH|DEPTH|RECURSION|HEAP)=\d{1,9}\)/y) !== null) {
      context.settings += context.source.slice(start, context.position)
      continue
    }
    const name = context.match(/\(\*([A-Z_0-9]+)\)/y)?.[1]
    if (name === undefined) break
    const meaning = settings.get(name)
    if (meaning === undefined) {
      // A backtracking verb such as (*FAIL): part of the pattern proper.
      context.position = start
      break
    }
    if (meaning === 'ignore') continue
    context.verbatim = true
    if (meaning === 'utf') context.utf = true
    else context.settings += context.source.slice(start, context.position)
  }
  context.settingsEnd = context.position
}

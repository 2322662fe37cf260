import { anchorsOf } from './analysis/anchors.js'
import { linearise } from './analysis/linearise.js'
import { nestsRepeats } from './analysis/nests-repeats.js'
import { pcre2Source } from './analysis/pcre2-source.js'
import { requirementOf } from './analysis/requirement.js'
import { programSize } from './engine/build-program.js'
import { decodeUtf8 } from './engine/decode-utf8.js'
import type { Pattern, PatternFlags, PatternProblem } from './pattern.js'
import { measure } from './syntax/measure.js'
import { type ParsedPattern, parsePattern } from './syntax/parse-pattern.js'

/** Programs above this many instructions are left to PCRE2 and its limits. */
export const maxProgramSize = 20000

// The source as PCRE2 gets it when only PCRE2 can know what it means: options written into it, `$` made exact.
function verbatimSource(source: string, flags: PatternFlags, parsed: ParsedPattern): string {
  let text = ''
  let from = parsed.settingsEnd
  for (const dollar of parsed.dollars) {
    text += `${source.slice(from, dollar)}\\z`
    from = dollar + 1
  }
  text += source.slice(from)
  const letters =
    (flags.dotAll ? 's' : '') +
    (flags.multiline ? 'm' : '') +
    (flags.caseless ? 'i' : '') +
    (flags.extended === true ? 'x' : '')
  return `${parsed.settings}${letters === '' ? '' : `(?${letters})`}${text}`
}

/**
 * Reads and checks a pattern and decides how it is to be run. Cheap: no engine is built. The result is plain data; give
 * it to `linkPattern` to match with.
 */
export function compilePattern(source: string, flags: PatternFlags): Pattern | PatternProblem {
  const parsed = parsePattern(source, flags)
  if (parsed.kind === 'problem') return parsed
  if (parsed.utf && decodeUtf8(source) === null) {
    return { kind: 'problem', offset: 0, message: 'the pattern asks for (*UTF) and is not UTF-8 itself' }
  }
  const { root } = parsed
  const verbatim = parsed.verbatim || parsed.sharedNames
  const linear = verbatim || parsed.accepts ? null : linearise(root)
  // PCRE2 10.34 gets the least length of some patterns with classes wrong and then skips matches; but the shortcuts at
  // the start of a search are part of what verbs mean.
  const shortcuts = parsed.hasVerbs ? '' : '(*NO_START_OPT)'
  const isLinear = linear !== null && programSize(linear) <= maxProgramSize
  const length = measure(root)
  const bounded = !verbatim && !parsed.accepts
  const anchors = isLinear ? anchorsOf(linear) : { start: false, end: false }
  return {
    kind: 'pattern',
    source,
    flags,
    groups: parsed.groups,
    names: parsed.names,
    engine: isLinear ? 'linear' : 'backtracking',
    pcre2: isLinear
      ? null
      : shortcuts + (verbatim ? verbatimSource(source, flags, parsed) : parsed.settings + pcre2Source(root)),
    utf: parsed.utf,
    requirement: verbatim ? null : requirementOf(root, parsed.accepts),
    minLength: bounded ? length.min : 0,
    maxLength: bounded && length.max !== Number.POSITIVE_INFINITY ? length.max : null,
    anchoredStart: anchors.start,
    anchoredEnd: anchors.end,
    nestsRepeats: nestsRepeats(root),
  }
}

import { type Dialect, type OperatorDefinition, operator } from '@secrule/program'
import { buildScanner, Scanner, type ScannerData } from '@secrule/regex'
import { lowerCase } from '../lower-case.js'
import { captureTen } from './capture-ten.js'

/** The phrases of a list and the automaton that finds them. */
export interface PhraseList {
  readonly phrases: readonly string[]
  readonly scanner: ScannerData
  /** The phrases as they were written, where that is what a match captures. */
  readonly written?: readonly string[]
}

interface Live extends Omit<PhraseList, 'scanner'> {
  readonly scanner: Scanner
}

/** Makes the constant of a phrase list. Empty phrases do not count. */
export function phraseList(listed: readonly string[], dialect: Dialect): PhraseList {
  const byPhrase = new Map<string, string>()
  for (const phrase of listed) {
    const lower = lowerCase(phrase)
    if (lower !== '' && !byPhrase.has(lower)) byPhrase.set(lower, phrase)
  }
  const phrases = [...byPhrase.keys()]
  const scanner = buildScanner(phrases)
  return dialect.phraseCapture === 'phrase'
    ? { phrases, scanner, written: [...byPhrase.values()] }
    : { phrases, scanner }
}

/**
 * An operator that looks for any of a list of phrases, ASCII letter case ignored, in one pass whatever their number.
 * Where a phrase first ends, the longest that ends there is captured, as the value has it.
 */
export function phraseSearch(
  definition: Pick<OperatorDefinition<PhraseList>, 'name' | 'aliases' | 'summary' | 'example' | 'engines'> &
    Pick<OperatorDefinition<PhraseList>, 'argument' | 'logName' | 'compile'>,
): OperatorDefinition {
  return operator<PhraseList, Live>({
    ...definition,
    macros: false,
    pure: true,
    requirement: ({ phrases }) => (phrases.length === 0 ? null : [phrases]),
    link: ({ scanner, ...rest }) => ({ ...rest, scanner: new Scanner(scanner) }),
    run: ({ phrases, scanner, written }, value, context) => {
      const phrase = scanner.first(value)
      if (phrase < 0) return false
      if (!context.capturing) return true
      const { phraseCapture } = context.transaction.dialect
      if (phraseCapture === 'ten') captureTen(phrases, value, context)
      else if (written !== undefined) context.captureText(0, written[phrase]!)
      else context.capture(0, scanner.end - phrases[phrase]!.length, scanner.end)
      return true
    },
  })
}

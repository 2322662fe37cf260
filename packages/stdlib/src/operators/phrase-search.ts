import { type OperatorDefinition, operator } from '@secrule/program'
import { buildScanner, Scanner, type ScannerData } from '@secrule/regex'
import { lowerCase } from '../lower-case.js'

/** The phrases of a list and the automaton that finds them. */
export interface PhraseList {
  readonly phrases: readonly string[]
  readonly scanner: ScannerData
}

interface Live {
  readonly phrases: readonly string[]
  readonly scanner: Scanner
}

/** Makes the constant of a phrase list. Empty phrases do not count. */
export function phraseList(written: readonly string[]): PhraseList {
  const phrases = [...new Set(written.filter((phrase) => phrase !== '').map(lowerCase))]
  return { phrases, scanner: buildScanner(phrases) }
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
    link: ({ phrases, scanner }) => ({ phrases, scanner: new Scanner(scanner) }),
    run: ({ phrases, scanner }, value, context) => {
      const phrase = scanner.first(value)
      if (phrase < 0) return false
      if (context.capturing) context.capture(0, scanner.end - phrases[phrase]!.length, scanner.end)
      return true
    },
  })
}

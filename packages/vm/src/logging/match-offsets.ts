import type { OperatorContext, TransactionState } from '@secrule/program'
import type { MatchedTarget } from '../match-log.js'

/** Where in the tested value an operator found something: offset and length. */
export type MatchOffset = readonly [offset: number, length: number]

/** Operators that tell where: they are run once more on the value, which only logged matches pay for. */
const searching = new Set(
  ['rx', 'rxGlobal', 'pm', 'pmFromFile', 'pmFromDataset', 'verifyCC', 'verifyCPF', 'verifySSN', 'verifySVNR'].map(
    (name) => name.toLowerCase(),
  ),
)
/** Longest text that is looked for with the platform's own search, which is not linear for long ones. */
const longestText = 64
const none: readonly MatchOffset[] = []

/** What the operator of a match found and where; empty for a negated match, and for operators that do not search. */
export function matchOffsets(target: MatchedTarget, transaction: TransactionState): readonly MatchOffset[] {
  const { operator, negated, value, argument } = target
  if (operator === null || negated) return none
  const name = operator.definition.name.toLowerCase()
  if (searching.has(name)) return rerun(target, transaction)
  switch (name) {
    case 'contains':
    case 'containsword':
      return offsetOf(argument, value, name === 'containsword')
    case 'beginswith':
      return [[0, argument.length]]
    case 'endswith':
      return [[value.length - argument.length, argument.length]]
    case 'within':
      return offsetOf(value, argument, false)
    case 'validatebyterange':
      return badBytes(operator.live as Uint8Array, value)
    default:
      return none
  }
}

function rerun({ operator, value, argument }: MatchedTarget, transaction: TransactionState): readonly MatchOffset[] {
  const live = operator!.use.template === null ? operator!.live : operator!.liveFor(argument)?.live
  if (live === undefined) return none
  const offsets: MatchOffset[] = []
  const context: OperatorContext = {
    transaction,
    capturing: true,
    target: '',
    capture: (_group, from, to) => void offsets.push([from, to - from]),
    captureText: () => {},
    error: () => false,
  }
  // These operators all answer at once.
  return operator!.definition.run(live, value, context) === true ? offsets : none
}

function offsetOf(text: string, value: string, isWord: boolean): readonly MatchOffset[] {
  if (text.length > longestText) return none
  let at = value.indexOf(text)
  while (isWord && at >= 0 && !standsAlone(value, at, text.length)) at = value.indexOf(text, at + 1)
  return at < 0 ? none : [[at, text.length]]
}

function standsAlone(value: string, at: number, length: number): boolean {
  const isWordByte = (place: number): boolean => /[0-9A-Za-z_]/.test(value.charAt(place))
  return !isWordByte(at - 1) && !isWordByte(at + length)
}

/** Bad bytes are told one by one, as many as a log line has room for. */
function badBytes(allowed: Uint8Array, value: string): readonly MatchOffset[] {
  const offsets: MatchOffset[] = []
  for (let i = 0; i < value.length && offsets.length < 100; i++) {
    if (allowed[value.charCodeAt(i)] !== 1) offsets.push([i, 1])
  }
  return offsets
}

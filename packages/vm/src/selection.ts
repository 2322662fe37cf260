import type {
  Member,
  RemovedTarget,
  Selection,
  SelectionItem,
  TransactionState,
  VariableDefinition,
} from '@secrule/program'
import { compilePattern, linkPattern, type Pcre2 } from '@secrule/regex'
import { variables } from '@secrule/stdlib'
import { Target } from './target.js'
import type { ValueTable } from './value.js'

type KeyTest = (key: string) => boolean

/** Flags under which keys are compared with patterns: without case, `.` for every byte, `$` at the very end only. */
const keyFlags = { dotAll: true, multiline: false, dollarEndOnly: true, caseless: true } as const

/** Whether a key matches the pattern of a selector. */
export function keyPattern(source: string, pcre2: Pcre2 | null): KeyTest {
  const pattern = compilePattern(source, keyFlags)
  if (pattern.kind === 'problem') return () => false
  const matcher = linkPattern(pattern, { pcre2, limits: { match: 10_000, recursion: 10_000 } })
  return (key) => matcher.test(key) === true
}

interface LinkedItem {
  readonly item: SelectionItem
  readonly definition: VariableDefinition
  readonly matches: KeyTest | null
  /** Exclusions of the same variable, wherever they stand in the list. */
  readonly excluded: readonly KeyTest[]
}

/** A variable list that is ready to collect its values. */
export class LinkedSelection {
  /** All its variables keep their members for a whole phase, so the collected values can be shared. */
  readonly stable: boolean
  readonly #items: readonly LinkedItem[]
  readonly #namespaces: readonly (readonly [string, string])[]

  constructor(selection: Selection, pcre2: Pcre2 | null) {
    const definitions = selection.items.map((item) => variables.get(item.variable)!)
    this.stable = definitions.every((definition) => definition.stable)
    this.#namespaces = selection.namespaces
    this.#items = selection.items.flatMap((item, place) =>
      item.mode === 'exclude'
        ? []
        : [
            {
              item,
              definition: definitions[place]!,
              matches: item.pattern === null ? null : keyPattern(item.pattern, pcre2),
              excluded: selection.items.flatMap((other) =>
                other.mode === 'exclude' && other.variable === item.variable ? [exclusionTest(other, pcre2)] : [],
              ),
            },
          ],
    )
  }

  /** The values in the order of the list, members in order of arrival. */
  collect(transaction: TransactionState, values: ValueTable, removed: readonly RemovedTarget[]): Target[] {
    const targets: Target[] = []
    for (const linked of this.#items) {
      const { item, definition } = linked
      if (item.mode === 'count') {
        const count = this.#members(linked, transaction).length
        targets.push(new Target(`&${item.variable}`, item.written ?? '', values.of(String(count))))
        continue
      }
      for (const member of this.#members(linked, transaction)) {
        if (linked.excluded.length > 0 && isExcluded(member.key, linked.excluded)) continue
        if (removed.length > 0 && removed.some((target) => takesOut(target, item.variable, member.key))) continue
        const key = definition.selector === 'xpath' ? (item.key ?? '') : member.key
        targets.push(new Target(item.variable, key, values.of(member.value)))
      }
    }
    return targets
  }

  #members({ item, definition, matches }: LinkedItem, transaction: TransactionState): readonly Member[] {
    if (item.key !== null) {
      if (definition.named !== undefined) return definition.named(transaction, item.key, this.#namespaces)
      const { key } = item
      const exact = transaction.dialect.caseSensitiveArguments && definition.caseSensitiveKeys === true
      return definition.read(transaction).filter((member) => (exact ? member.key : member.key.toLowerCase()) === key)
    }
    const all = definition.read(transaction)
    return matches === null ? all : all.filter((member) => matches(member.key))
  }
}

function exclusionTest(item: SelectionItem, pcre2: Pcre2 | null): KeyTest {
  if (item.pattern !== null) return keyPattern(item.pattern, pcre2)
  if (item.key === null) return () => true
  const key = item.key.toLowerCase()
  return (candidate) => candidate.toLowerCase() === key
}

function isExcluded(key: string, tests: readonly KeyTest[]): boolean {
  for (const test of tests) if (test(key)) return true
  return false
}

const patterns = new WeakMap<RemovedTarget, KeyTest>()

function takesOut(target: RemovedTarget, variable: string, key: string): boolean {
  if (target.variable !== variable) return false
  if (target.pattern !== null) {
    let test = patterns.get(target)
    if (test === undefined) {
      test = keyPattern(target.pattern, null)
      patterns.set(target, test)
    }
    return test(key)
  }
  return target.key === null || target.key === key.toLowerCase()
}

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

/** Keys that a pattern keeps its answers for: they are mostly the same from one transaction to the next. */
const keptAnswers = 256
const longestKept = 64

/** Whether a key matches the pattern of a selector. */
export function keyPattern(source: string, pcre2: Pcre2 | null): KeyTest {
  const pattern = compilePattern(source, keyFlags)
  if (pattern.kind === 'problem') return () => false
  const matcher = linkPattern(pattern, { pcre2, limits: { match: 10_000, recursion: 10_000 } })
  const known = new Map<string, boolean>()
  return (key) => {
    let matches = known.get(key)
    if (matches === undefined) {
      matches = matcher.test(key) === true
      if (known.size >= keptAnswers) known.clear()
      if (key.length <= longestKept) known.set(key, matches)
    }
    return matches
  }
}

/** One entry of a variable list with the exclusions that act on it, ready to collect its values. Equal ones are shared. */
export class LinkedItem {
  readonly number: number
  /** Its members stay as they are for a whole phase. */
  readonly stable: boolean
  readonly #item: SelectionItem
  readonly #definition: VariableDefinition
  readonly #namespaces: Selection['namespaces']
  readonly #matches: KeyTest | null
  readonly #excluded: readonly KeyTest[]
  // what one key of TX had the last time: the very same list is the same value
  #lastMembers: readonly Member[] | null = null
  #lastTargets: readonly Target[] = []

  constructor(number: number, item: SelectionItem, selection: Selection, pcre2: Pcre2 | null) {
    this.number = number
    this.#item = item
    this.#definition = variables.get(item.variable)!
    this.stable = this.#definition.stable
    this.#namespaces = selection.namespaces
    this.#matches = item.pattern === null ? null : keyPattern(item.pattern, pcre2)
    // A count is not changed by exclusions.
    this.#excluded =
      item.mode === 'count' ? [] : exclusionsOf(item, selection).map((each) => exclusionTest(each, pcre2))
  }

  /** The values, members in order of arrival. */
  collect(transaction: TransactionState, values: ValueTable): readonly Target[] {
    const { variable, mode, key, written } = this.#item
    const members = this.#members(transaction)
    if (members === this.#lastMembers) return this.#lastTargets
    if (mode === 'count') {
      const count = String(members.length)
      return [new Target(`&${variable}`, written ?? '', count, this.stable ? values.of(count) : -1)]
    }
    const isXPath = this.#definition.selector === 'xpath'
    const targets: Target[] = []
    for (const member of members) {
      if (this.#excluded.length > 0 && isExcluded(member.key, this.#excluded)) continue
      const value = this.stable ? values.of(member.value) : -1
      targets.push(new Target(variable, isXPath ? (key ?? '') : member.key, member.value, value))
    }
    if (!this.stable && key !== null && mode === 'select') {
      this.#lastMembers = members
      this.#lastTargets = targets
    }
    return targets
  }

  #members(transaction: TransactionState): readonly Member[] {
    const { key } = this.#item
    const definition = this.#definition
    if (key !== null) {
      if (definition.named !== undefined) return definition.named(transaction, key, this.#namespaces)
      const exact = transaction.dialect.caseSensitiveArguments && definition.caseSensitiveKeys === true
      return definition.read(transaction).filter((member) => (exact ? member.key : member.key.toLowerCase()) === key)
    }
    const all = definition.read(transaction)
    const matches = this.#matches
    return matches === null ? all : all.filter((member) => matches(member.key))
  }
}

function exclusionsOf(item: SelectionItem, selection: Selection): readonly SelectionItem[] {
  return selection.items.filter((other) => other.mode === 'exclude' && other.variable === item.variable)
}

/** A variable list that is ready to collect its values. */
export interface LinkedSelection {
  readonly items: readonly LinkedItem[]
  /** All its items are stable, so that the collected values can be shared. */
  readonly stable: boolean
}

/** Makes the variable lists of a Program ready; items that say the same are made once. */
export function linkSelections(selections: readonly Selection[], pcre2: Pcre2 | null): readonly LinkedSelection[] {
  const known = new Map<string, LinkedItem>()
  return selections.map((selection) => {
    const items = selection.items
      .filter(({ mode }) => mode !== 'exclude')
      .map((item) => {
        const id = JSON.stringify([item, exclusionsOf(item, selection), selection.namespaces])
        const linked = known.get(id) ?? new LinkedItem(known.size, item, selection, pcre2)
        known.set(id, linked)
        return linked
      })
    return { items, stable: items.every(({ stable }) => stable) }
  })
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

/** Whether a removal by ctl means this target. */
export function takesOut(removal: RemovedTarget, { variable, key }: Target): boolean {
  if (removal.variable !== variable) return false
  if (removal.pattern !== null) {
    let test = patterns.get(removal)
    if (test === undefined) {
      test = keyPattern(removal.pattern, null)
      patterns.set(removal, test)
    }
    return test(key)
  }
  return removal.key === null || removal.key === key.toLowerCase()
}

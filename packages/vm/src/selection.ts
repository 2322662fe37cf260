import type { Dialect, Member, RemovedTarget, Selection, SelectionItem, TransactionState } from '@secrule/program'
import { compilePattern, linkPattern, type Pcre2 } from '@secrule/regex'
import { lowerCase } from '@secrule/stdlib'
import { areSame, type Collected, LinkedVariable } from './linked-variable.js'
import type { KnownMembers, NamedCollection } from './named-collection.js'
import { SharedRows } from './shared-rows.js'
import { Target } from './target.js'
import type { ValueTable } from './value.js'

type KeyTest = (key: string) => boolean

/** Flags under which keys are compared with patterns: without case, `.` for every byte, `$` at the very end only. */
const keyFlags = { dotAll: true, multiline: false, dollarEndOnly: true, caseless: true } as const

/** Keys that a pattern keeps its answers for: they are mostly the same from one transaction to the next. */
const keptAnswers = 256
const longestKept = 64

/** Counts below this are the same objects for all transactions. */
const keptCounts = 4

/** Whether a key matches the pattern of a selector. The pattern is compiled when the first key is asked for. */
export function keyPattern(source: string, pcre2: Pcre2 | null): KeyTest {
  const beginning = /^\^([\w-]+)$/.exec(source)?.[1]?.toLowerCase()
  if (beginning !== undefined) return (key) => beginsWith(key, beginning)
  let test: KeyTest | null = null
  return (key) => {
    test ??= compiledKeyPattern(source, pcre2)
    return test(key)
  }
}

function compiledKeyPattern(source: string, pcre2: Pcre2 | null): KeyTest {
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

/** Whether a key begins with a text in lower case, letter case ignored. */
function beginsWith(key: string, beginning: string): boolean {
  if (key.length < beginning.length) return false
  for (let i = 0; i < beginning.length; i++) {
    const code = key.charCodeAt(i)
    if ((code >= 0x41 && code <= 0x5a ? code + 32 : code) !== beginning.charCodeAt(i)) return false
  }
  return true
}

/** Where an entry of a variable list gets its values from. */
export interface TargetSource extends TransactionState {
  readonly tx: NamedCollection
  readonly values: ValueTable
  /** All values of a variable, collected once a phase when they stay as they are. */
  allOf(variable: LinkedVariable): readonly Target[]
}

/** One entry of a variable list with the exclusions that act on it, ready to collect its values. Equal ones are shared. */
export class LinkedItem {
  readonly number: number
  /** Its members stay as they are for a whole phase. */
  readonly stable: boolean
  readonly variable: LinkedVariable
  /** Its values are members of the variable, picked by their keys: it is no count and no XPath expression. */
  readonly picksMembers: boolean
  readonly #item: SelectionItem
  readonly #namespaces: Selection['namespaces']
  readonly #matches: KeyTest | null
  readonly #excluded: readonly KeyTest[]
  /** Its key is compared with case. `named` of a variable never does. */
  readonly #isExact: boolean
  // of variables that change, what was there the last time: mostly it is the same again, also in another transaction
  #last: Collected | null = null
  readonly #ofTx: KnownMembers = new WeakMap()
  /** Counts that transactions share. */
  readonly #counts = Array<Collected | null>(keptCounts).fill(null)

  constructor(
    number: number,
    item: SelectionItem,
    variable: LinkedVariable,
    selection: Selection,
    dialect: Dialect,
    pcre2: Pcre2 | null,
  ) {
    this.number = number
    this.#item = item
    this.variable = variable
    this.stable = variable.stable
    this.picksMembers = item.mode !== 'count' && !variable.isXPath
    const { named, caseSensitiveKeys } = variable.definition
    this.#isExact = named === undefined && dialect.caseSensitiveArguments && caseSensitiveKeys === true
    this.#namespaces = selection.namespaces
    this.#matches = item.pattern === null ? null : keyPattern(item.pattern, pcre2)
    this.#excluded = exclusionsOf(item, selection, dialect).map((each) => exclusionTest(each, pcre2))
  }

  /** Its value is how many members there are. */
  get isCount(): boolean {
    return this.#item.mode === 'count'
  }

  /** Whatever their keys are. */
  get picksAll(): boolean {
    return this.#item.key === null && this.#matches === null && this.#excluded.length === 0
  }

  /** Whether a member is among its values. */
  picks(key: string): boolean {
    const wanted = this.#item.key
    if (wanted !== null) return (this.#isExact ? key : lowerCase(key)) === wanted && !this.#excludes(key)
    return (this.#matches === null || this.#matches(key)) && !this.#excludes(key)
  }

  /** The values, members in order of arrival, given the last ones of the transaction. */
  collect(source: TargetSource, last: Collected | null): Collected {
    const { mode, key } = this.#item
    if (mode === 'count') return this.#count(source, last)
    if (key !== null) return this.#ofKey(source, key, last)
    const matches = this.#matches
    if (!this.stable && matches !== null) return this.#ofPattern(source, matches)
    const all = source.allOf(this.variable)
    if (last !== null && last.from === all) return last
    const targets = matches === null && this.#excluded.length === 0 ? all : this.#chosen(all)
    return { from: all, count: all.length, targets }
  }

  #chosen(all: readonly Target[]): readonly Target[] {
    const matches = this.#matches
    return all.filter((target) => (matches === null || matches(target.key)) && !this.#excludes(target.key))
  }

  #count(source: TargetSource, ofTransaction: Collected | null): Collected {
    const { variable, written } = this.#item
    const count = this.#size(source)
    const last = this.stable ? ofTransaction : this.#last
    if (last !== null && last.count === count) return last
    const known = count < this.#counts.length ? this.#counts[count]! : null
    if (known !== null && known.targets[0]!.shared!.token === source.values.token) return known
    const text = String(count)
    const number = this.stable ? source.values.ofKept(text) : -1
    const isShared = this.stable && count < this.#counts.length
    const shared = isShared ? new SharedRows(source.values.token) : null
    const target = new Target(`&${variable}`, written ?? '', text, number, shared)
    const collected = { from: [], count, targets: [target] }
    if (isShared) this.#counts[count] = collected
    else if (!this.stable) this.#last = collected
    return collected
  }

  #size(source: TargetSource): number {
    const { key } = this.#item
    const matches = this.#matches
    const members = key === null ? this.variable.read(source) : this.#named(source, key)
    if (matches === null && this.#excluded.length === 0) return members.length
    return members.filter(({ key }) => (matches === null || matches(key)) && !this.#excludes(key)).length
  }

  #ofKey(source: TargetSource, key: string, ofTransaction: Collected | null): Collected {
    const members = this.#named(source, key)
    const last = this.stable ? ofTransaction : this.#last
    if (last !== null && (this.stable ? areSame(members, last) : members === last.from)) return last
    const { isXPath } = this.variable
    const targets: Target[] = []
    for (const member of members) {
      if (this.#excludes(member.key)) continue
      const value = this.stable ? source.values.of(member.value) : -1
      targets.push(new Target(this.#item.variable, isXPath ? key : member.key, member.value, value))
    }
    const collected = { from: members, count: members.length, targets }
    if (!this.stable) this.#last = collected
    return collected
  }

  /** Of variables that change, TX first of all: members that do not fit are passed over. */
  #ofPattern(source: TargetSource, matches: KeyTest): Collected {
    const targets: Target[] = []
    const isTx = this.#item.variable === 'TX'
    const members = isTx ? source.tx.passing(matches, this.#ofTx) : this.variable.read(source)
    for (const { key, value } of members) {
      if ((isTx || matches(key)) && !this.#excludes(key)) targets.push(new Target(this.#item.variable, key, value, -1))
    }
    return { from: members, count: members.length, targets }
  }

  #named(source: TargetSource, key: string): readonly Member[] {
    const definition = this.variable.definition
    if (definition.named !== undefined) return definition.named(source, key, this.#namespaces)
    return definition.read(source).filter((member) => (this.#isExact ? member.key : lowerCase(member.key)) === key)
  }

  #excludes(key: string): boolean {
    for (const test of this.#excluded) if (test(key)) return true
    return false
  }
}

/** The exclusions that act on an item. */
function exclusionsOf(item: SelectionItem, { items }: Selection, dialect: Dialect): readonly SelectionItem[] {
  if (item.mode === 'count' && !dialect.exclusionsChangeCounts) return []
  const behind = dialect.exclusionsActLeft ? items.slice(items.indexOf(item) + 1) : items
  return behind.filter((other) => other.mode === 'exclude' && other.variable === item.variable)
}

/** A variable list that is ready to collect its values. */
export interface LinkedSelection {
  readonly items: readonly LinkedItem[]
  /** All its items are stable, so that the collected values can be shared. */
  readonly stable: boolean
}

/** Makes the variable lists of a Program ready; items that say the same are made once. */
export function linkSelections(
  selections: readonly Selection[],
  dialect: Dialect,
  pcre2: Pcre2 | null,
): readonly LinkedSelection[] {
  const known = new Map<string, LinkedItem>()
  const ofVariables = new Map<string, LinkedVariable>()
  const variableOf = (name: string): LinkedVariable => {
    const variable = ofVariables.get(name) ?? new LinkedVariable(ofVariables.size, name, dialect)
    ofVariables.set(name, variable)
    return variable
  }
  return selections.map((selection) => {
    const items = selection.items
      .filter(({ mode }) => mode !== 'exclude')
      .map((item) => {
        const id = JSON.stringify([item, exclusionsOf(item, selection, dialect), selection.namespaces])
        const linked =
          known.get(id) ?? new LinkedItem(known.size, item, variableOf(item.variable), selection, dialect, pcre2)
        known.set(id, linked)
        return linked
      })
    return { items, stable: items.every(({ stable }) => stable) }
  })
}

function exclusionTest(item: SelectionItem, pcre2: Pcre2 | null): KeyTest {
  if (item.pattern !== null) return keyPattern(item.pattern, pcre2)
  if (item.key === null) return () => true
  const key = lowerCase(item.key)
  return (candidate) => lowerCase(candidate) === key
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
  // an XPath expression is kept as written
  return removal.key === null || removal.key === key || (!removal.exact && removal.key === lowerCase(key))
}

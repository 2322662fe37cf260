import type { Dialect, Member, WritableCollection } from '@secrule/program'
import { lowerCase, ownText } from '@secrule/stdlib'
import type { TxEntry, TxJournal, TxPattern } from './tx-journal.js'
import type { TxNames } from './tx-names.js'

const none: readonly Member[] = []
const groupNames = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/** Each member is in a list of its own, so that `named` makes none: it stays the same until the member changes. */
type Members = ReadonlyMap<string, readonly [Member]>

/**
 * What a collection holds, shared and never written: members by their names in lower case, and how many groups of a
 * match there are.
 */
export interface CollectionState {
  readonly members: Members
  readonly groups: number
}

const nothing: CollectionState = { members: new Map(), groups: 0 }

/** Keys of which the answer of a test is kept, and the longest of them. */
const keptAnswers = 256
const longestKept = 128

/** By what was taken over, the names of its members that pass a test, and what the test said of keys written since. */
export type KnownMembers = WeakMap<CollectionState, KnownOfMembers>

interface KnownOfMembers {
  readonly ofBase: readonly string[]
  readonly answers: Map<string, boolean>
}

/** Members with one value a name: TX and its kin. Names compare without case and are kept as first written. */
export class NamedCollection implements WritableCollection {
  /** What was taken over from another one, shared and never written; the names of it that were deleted since. */
  #base: CollectionState = nothing
  #gone: Set<string> | null = null
  /** What was written since; null when nothing was. */
  #own: Map<string, readonly [Member]> | null = null
  readonly #onChange: (() => void) | null
  #all: readonly Member[] | null = null
  readonly #names: TxNames | null
  /** Changes when one of the names is written that are watched. */
  version = 0
  /** Members with names of one digit are below this one. */
  #groups = 0
  /** Notes what is read and written. */
  journal: TxJournal | null = null

  /**
   * `onChange` is called after every change, for collections that others hold copies of; `names` are those that rules
   * use.
   */
  constructor(onChange: (() => void) | null = null, names: TxNames | null = null) {
    this.#onChange = onChange
    this.#names = names
  }

  /** How many groups of a match there are, as far as names of one digit go. */
  get groupCount(): number {
    return this.#groups
  }

  all(): readonly Member[] {
    this.journal?.noteAll()
    if (this.#all === null) {
      const { members } = this.keep()
      this.#all = members.size === 0 ? none : Array.from(members.values(), ([member]) => member)
    }
    return this.#all
  }

  /** The members with names that pass a test, in order. `known` is for its answers to what was taken over. */
  passing(test: (key: string) => boolean, known: KnownMembers): readonly Member[] {
    const { ofBase, answers } = known.get(this.#base) ?? knownOf(this.#base, test, known)
    const members: Member[] = []
    for (const lowerKey of ofBase) {
      const list = this.#look(lowerKey)
      if (list !== undefined && this.#gone?.has(lowerKey) !== true) members.push(list[0])
    }
    this.#own?.forEach(([member], lowerKey) => {
      if (!answerFor(member.key, test, answers)) return
      if (!this.#base.members.has(lowerKey) || this.#gone?.has(lowerKey) === true) members.push(member)
    })
    this.journal?.notePattern(test, known, members)
    return members
  }

  named(lowerKey: string): readonly Member[] {
    return this.#find(lowerKey) ?? none
  }

  get(lowerKey: string): string | null {
    return this.#find(lowerKey)?.[0].value ?? null
  }

  set(name: string, value: string): void {
    const known = this.#names === null ? null : this.#names.of(name)
    const lowerKey = known === null ? lowerCase(name) : known.lowerKey
    const there = this.#find(lowerKey)
    if (there !== undefined && there[0].value === value) return
    if (lowerKey.length === 1 && lowerKey >= '0' && lowerKey <= '9') {
      this.journal?.noteGroups(this.#groups)
      this.#groups = Math.max(this.#groups, +lowerKey + 1)
    }
    const key = there === undefined ? name : there[0].key
    this.#put(lowerKey, known === null ? [{ key, value }] : known.list(key, value))
    this.#changed(known === null || known.isWatched)
  }

  delete(lowerKey: string): void {
    if (this.#find(lowerKey) === undefined) return
    this.#remove(lowerKey)
    this.#changed(this.#isWatched(lowerKey))
  }

  #remove(lowerKey: string): void {
    this.journal?.noteWrite(lowerKey, null)
    this.#own?.delete(lowerKey)
    if (!this.#base.members.has(lowerKey)) return
    this.#gone ??= new Set()
    this.#gone.add(lowerKey)
  }

  /** Whether what rules read of it is as a journal has it: what they write will be that, too. */
  agrees(reads: readonly TxEntry[], patterns: readonly TxPattern[], groups: number): boolean {
    if (groups >= 0 && this.#groups !== groups) return false
    for (const { lowerKey, list } of reads) if (!areEqual(this.#look(lowerKey) ?? null, list)) return false
    for (const { test, known, members } of patterns) {
      const now = this.passing(test, known)
      if (now.length !== members.length || !now.every((member, at) => isSame(member, members[at]!))) return false
    }
    return true
  }

  /** Writes what a journal has, after which there are that many groups if any were written. */
  rewrite(writes: readonly TxEntry[], groups: number, isWatched: boolean): void {
    for (const { lowerKey, list } of writes) {
      if (list === null) this.#remove(lowerKey)
      else this.#put(lowerKey, list)
    }
    if (groups >= 0) this.#groups = groups
    if (writes.length > 0) this.#changed(isWatched)
  }

  /** What it holds, when that is what was taken over; null when something was written since. */
  get state(): CollectionState | null {
    const isSame = (this.#own === null || this.#own.size === 0) && this.#gone === null
    return isSame && this.#groups === this.#base.groups ? this.#base : null
  }

  /** What it holds now, to be taken over by others; it does so itself. */
  keep(): CollectionState {
    const { state } = this
    if (state !== null) return state
    const members = new Map<string, readonly [Member]>()
    for (const [lowerKey, list] of this.#base.members) {
      if (!(this.#gone?.has(lowerKey) ?? false)) members.set(lowerKey, this.#own?.get(lowerKey) ?? list)
    }
    this.#own?.forEach((list, lowerKey) => {
      if (!members.has(lowerKey)) members.set(lowerKey, list)
    })
    this.#base = { members, groups: this.#groups }
    this.#own = null
    this.#gone = null
    return this.#base
  }

  /** Takes over what another one held. */
  takeOver(state: CollectionState, isWatched: boolean): void {
    this.#base = state
    this.#own = null
    this.#gone = null
    this.#groups = state.groups
    this.#changed(isWatched)
  }

  /**
   * TX:0 and on are the groups of a match now: those that took no part are empty, what else was there goes, unless the
   * dialect leaves it.
   */
  setGroups(groups: readonly (string | undefined)[], captures: Dialect['captures']): void {
    this.journal?.noteGroups(this.#groups)
    if (captures !== 'fresh') {
      const most = captures === 'ten' ? Math.min(9, groups.length) : groups.length
      for (let group = 0; group < most; group++) if (group in groups) this.#setGroup(group, groups[group])
      return
    }
    for (let group = groups.length; group < this.#groups; group++) this.delete(groupNames[group]!)
    this.#groups = Math.min(groups.length, groupNames.length)
    for (let group = 0; group < groups.length; group++) {
      this.#setGroup(group, groups[group])
    }
  }

  #setGroup(group: number, text = ''): void {
    const name = groupNames[group] ?? String(group)
    if (this.journal !== null) this.#find(name)
    this.#groups = Math.max(this.#groups, Math.min(group + 1, groupNames.length))
    this.#put(name, [{ key: name, value: text }])
    this.#changed(this.#isWatched(name))
  }

  #isWatched(lowerKey: string): boolean {
    return this.#names === null || this.#names.isWatched(lowerKey)
  }

  #find(lowerKey: string): readonly [Member] | undefined {
    const list = this.#look(lowerKey)
    if (this.journal !== null) this.journal.noteRead(lowerKey, list)
    return list
  }

  #look(lowerKey: string): readonly [Member] | undefined {
    if (this.#own !== null) {
      const own = this.#own.get(lowerKey)
      if (own !== undefined) return own
    }
    if (this.#gone?.has(lowerKey) === true) return undefined
    return this.#base.members.get(lowerKey)
  }

  #put(lowerKey: string, list: readonly [Member]): void {
    if (this.journal !== null) this.journal.noteWrite(lowerKey, list)
    this.#own ??= new Map()
    this.#own.set(lowerKey, list)
  }

  /** `isWatched`: one of the names changed that are. */
  #changed(isWatched: boolean): void {
    this.#all = null
    if (isWatched) this.version++
    if (this.#onChange !== null) this.#onChange()
  }
}

function areEqual(list: readonly [Member] | null, other: readonly [Member] | null): boolean {
  return list === other || (list !== null && other !== null && isSame(list[0], other[0]))
}

function isSame(member: Member, other: Member): boolean {
  return member === other || (member.value === other.value && member.key === other.key)
}

function knownOf(base: CollectionState, test: (key: string) => boolean, known: KnownMembers): KnownOfMembers {
  const passed = [...base.members].filter(([, [{ key }]]) => test(key))
  const made = { ofBase: passed.map(([lowerKey]) => lowerKey), answers: new Map() }
  known.set(base, made)
  return made
}

/** What a test says of a key; what it said of the last ones is kept. */
function answerFor(key: string, test: (key: string) => boolean, answers: Map<string, boolean>): boolean {
  const known = answers.get(key)
  if (known !== undefined) return known
  const answer = test(key)
  if (key.length > longestKept) return answer
  if (answers.size >= keptAnswers) answers.clear()
  answers.set(ownText(key), answer)
  return answer
}

import type { Dialect, Member, VariableDefinition } from '@secrule/program'
import { ownText, variableFor } from '@secrule/stdlib'
import type { TargetSource } from './selection.js'
import { SharedRows } from './shared-rows.js'
import { Target } from './target.js'
import type { ValueTable } from './value.js'

const none: readonly Target[] = []

/** Places for the members of a variable that are likely to come again. A power of two. */
const likelyPlaces = 1024

/** Values with what they were made of: the same again gives the same values. */
export interface Collected {
  readonly from: readonly Member[] | readonly Target[]
  readonly count: number
  readonly targets: readonly Target[]
}

const nothing: Collected = { from: none, count: 0, targets: none }

/** Whether the members are those that values were made of. Lists only grow, so that one with as many members is the same. */
export function areSame(members: readonly Member[], { from, count }: Collected): boolean {
  if (members.length !== count) return false
  if (members === from) return true
  for (let i = 0; i < count; i++) {
    const last = (from as readonly Member[])[i]!
    const member = members[i]!
    if (member !== last && (member.value !== last.value || member.key !== last.key)) return false
  }
  return true
}

/** A variable that rules look at; all entries of variable lists share its values. */
export class LinkedVariable {
  readonly number: number
  readonly definition: VariableDefinition
  // what is asked for all the time; definitions are objects of many shapes
  readonly name: string
  readonly stable: boolean
  readonly isXPath: boolean
  readonly read: VariableDefinition['read']
  /** Of a scalar. */
  readonly value: NonNullable<VariableDefinition['value']> | null
  /** The last value of a scalar: it is mostly the same in the next transaction. */
  #last: Collected | null = null
  /**
   * Targets that transactions share, as headers that every request has: found by their position and by the lengths of key
   * and text, which are mostly the same again.
   */
  readonly #likely: (Target | undefined)[] = []

  constructor(number: number, name: string, dialect: Dialect) {
    this.number = number
    this.definition = variableFor(name, dialect)!
    this.name = this.definition.name
    this.stable = this.definition.stable
    this.isXPath = this.definition.selector === 'xpath'
    this.read = this.definition.read
    this.value = this.definition.value ?? null
  }

  /** Its values now, given the last ones. */
  collect(source: TargetSource, last: Collected | null): Collected {
    if (this.stable && this.value !== null) return this.#collectScalar(this.value(source), last, source.values)
    const members = this.read(source)
    if (last !== null && areSame(members, last)) return last
    return { from: members, count: members.length, targets: this.#targets(members, source.values) }
  }

  #collectScalar(text: string | null, ofTransaction: Collected | null, values: ValueTable): Collected {
    if (text === null) return nothing
    if (ofTransaction !== null && ofTransaction.targets[0]?.text === text) return ofTransaction
    const last = this.#last
    if (last !== null && last.targets[0]!.text === text && last.targets[0]!.shared!.token === values.token) return last
    const target = this.#stable({ key: '', value: text }, 0, values)
    const collected = { from: none, count: 1, targets: [target] }
    if (target.shared !== null) this.#last = collected
    return collected
  }

  #targets(members: readonly Member[], values: ValueTable): readonly Target[] {
    if (members.length === 0) return none
    // a list that is made with its only element takes much less room than one that grows
    if (members.length === 1) return [this.#targetOf(members[0]!, 0, values)]
    const targets: Target[] = []
    let before = 0
    for (let i = 0; i < members.length; i++) {
      const target = this.#targetOf(members[i]!, Math.imul(before, 31) + i, values)
      // one that is new says nothing of what comes next
      before = target.shared === null ? 0 : target.value + 1
      targets.push(target)
    }
    return targets
  }

  #targetOf(member: Member, position: number, values: ValueTable): Target {
    if (this.stable) return this.#stable(member, position, values)
    return new Target(this.name, this.isXPath ? '' : member.key, member.value, -1)
  }

  /** `position` is made of the member before and of how many are before. */
  #stable({ key, value }: Member, position: number, values: ValueTable): Target {
    if (this.isXPath) return new Target(this.name, '', value, values.of(value))
    const hash = (Math.imul(position, 0x9e3779b1) >>> 20) ^ (key.length << 5) ^ value.length
    const place = hash & (likelyPlaces - 1)
    const likely = this.#likely[place]
    const shared = likely?.shared ?? null
    if (shared !== null && likely!.text === value && likely!.key === key && shared.token === values.token) {
      if (!shared.isUsed) shared.isUsed = true
      return likely!
    }
    const number = values.of(value)
    if (!values.isFamiliar(number) || shared?.keepsPlace(values.token)) {
      return new Target(this.name, key, value, number)
    }
    // a key of its own: it may be a part of a larger text, which it would keep in memory
    const target = new Target(this.name, ownText(key), values.text(number), number, new SharedRows(values.token))
    this.#likely[place] = target
    return target
  }
}

import type { MatchState, Member } from '@secrule/program'
import { escapedName } from '@secrule/stdlib'
import { Target } from './target.js'

const none: readonly Member[] = []

/** What rules before may leave in the lists: with more they begin anew, or rules that read them could double them on and on. */
const mostLeftOver = 4096

/**
 * MATCHED_VAR and its kin. The lists begin anew with each rule and grow along a chain; a reader gets a copy. With
 * `untilMiss` everything stays until a rule does not match.
 */
export class MatchedValues implements MatchState {
  readonly #untilMiss: boolean
  readonly #shown: (name: string) => string
  value = ''
  #last: Target | null = null
  // used again by the next rule
  readonly #targets: Target[] = []
  readonly #texts: string[] = []
  #count = 0

  constructor(untilMiss: boolean, escapes: boolean) {
    this.#untilMiss = untilMiss
    this.#shown = escapes ? escapedName : (name) => name
  }

  /** Where the last value came from. */
  get last(): Target | null {
    return this.#last
  }

  /** Takes over which value another one has as the last. */
  copy(other: MatchedValues): void {
    this.value = other.value
    this.#last = other.#last
    this.#count = 0
  }

  clone(): MatchedValues {
    const clone = new MatchedValues(this.#untilMiss, false)
    clone.copy(this)
    return clone
  }

  beginRule(): void {
    if (!this.#untilMiss || this.#count > mostLeftOver) this.#count = 0
  }

  /** The rule did not match. */
  miss(): void {
    if (!this.#untilMiss) return
    this.value = ''
    this.#last = null
    this.#count = 0
  }

  /** A match of nothing took the place of the last one. */
  matchNothing(): void {
    this.value = ''
    this.#last = new Target('', '', '', -1)
  }

  add(target: Target, text: string): void {
    this.value = text
    this.#last = target
    this.#targets[this.#count] = target
    this.#texts[this.#count++] = text
  }

  /** Something matched; it may have been nothing. */
  get isSet(): boolean {
    return this.#last !== null
  }

  get name(): string {
    return this.#last === null ? '' : this.#shown(this.#last.name)
  }

  get values(): readonly Member[] {
    return this.#members((target, text) => ({ key: this.#shown(target.name), value: text }))
  }

  get names(): readonly Member[] {
    return this.#members(({ name }) => ({ key: this.#shown(name), value: this.#shown(name) }))
  }

  #members(member: (target: Target, text: string) => Member): readonly Member[] {
    if (this.#count === 0) return none
    return this.#targets.slice(0, this.#count).map((target, place) => member(target, this.#texts[place]!))
  }
}

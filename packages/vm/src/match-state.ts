import type { MatchState, Member } from '@secrule/program'
import type { Target } from './target.js'

const none: readonly Member[] = []

/** MATCHED_VAR and its kin. The lists begin anew with each rule and grow along a chain; a reader gets a copy. */
export class MatchedValues implements MatchState {
  value = ''
  #last: Target | null = null
  // used again by the next rule
  readonly #targets: Target[] = []
  readonly #texts: string[] = []
  #count = 0

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
    const clone = new MatchedValues()
    clone.copy(this)
    return clone
  }

  beginRule(): void {
    this.#count = 0
  }

  add(target: Target, text: string): void {
    this.value = text
    this.#last = target
    this.#targets[this.#count] = target
    this.#texts[this.#count++] = text
  }

  get name(): string {
    return this.#last === null ? '' : this.#last.name
  }

  get values(): readonly Member[] {
    return this.#members((target, text) => ({ key: target.name, value: text }))
  }

  get names(): readonly Member[] {
    return this.#members(({ name }) => ({ key: name, value: name }))
  }

  #members(member: (target: Target, text: string) => Member): readonly Member[] {
    if (this.#count === 0) return none
    return this.#targets.slice(0, this.#count).map((target, place) => member(target, this.#texts[place]!))
  }
}

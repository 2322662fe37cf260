import type { MatchState, Member } from '@secrule/program'

const none: readonly Member[] = []

/** MATCHED_VAR and its kin. The lists begin anew with each rule and grow along a chain. */
export class MatchedValues implements MatchState {
  value = ''
  name = ''
  #values: Member[] = []
  #names: Member[] = []

  beginRule(): void {
    if (this.#values.length === 0) return
    this.#values = []
    this.#names = []
  }

  /** A link sees the lists as they are when it begins. */
  beginLink(): void {
    this.#values = [...this.#values]
    this.#names = [...this.#names]
  }

  add(name: string, value: string): void {
    this.value = value
    this.name = name
    this.#values.push({ key: name, value })
    this.#names.push({ key: name, value: name })
  }

  get values(): readonly Member[] {
    return this.#values.length === 0 ? none : this.#values
  }

  get names(): readonly Member[] {
    return this.#names.length === 0 ? none : this.#names
  }
}

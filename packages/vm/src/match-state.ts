import type { MatchState, Member } from '@secrule/program'
import type { Target } from './target.js'

const none: readonly Member[] = []

/** MATCHED_VAR and its kin. The lists begin anew with each rule and grow along a chain; a reader gets a copy. */
export class MatchedValues implements MatchState {
  value = ''
  #last: Target | null = null
  #targets: Target[] = []
  #texts: string[] = []

  beginRule(): void {
    if (this.#targets.length === 0) return
    this.#targets = []
    this.#texts = []
  }

  add(target: Target, text: string): void {
    this.value = text
    this.#last = target
    this.#targets.push(target)
    this.#texts.push(text)
  }

  get name(): string {
    return this.#last?.name ?? ''
  }

  get values(): readonly Member[] {
    return this.#targets.length === 0
      ? none
      : this.#targets.map((target, place) => ({ key: target.name, value: this.#texts[place]! }))
  }

  get names(): readonly Member[] {
    return this.#targets.length === 0 ? none : this.#targets.map(({ name }) => ({ key: name, value: name }))
  }
}

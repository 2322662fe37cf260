/** How members of a JSON body are named. */
export type JsonNaming = 'modsecurity3' | 'modsecurity2' | 'coraza'

/** Where in the document the parser is: one for each open object and array. */
export interface JsonContainer {
  readonly isArray: boolean
  /** Name of the container itself: for an array in ModSecurity 2 also the last part of its elements' names. */
  readonly key: string
  /** What the names of its members begin with; null when there is nothing before them. */
  readonly prefix: string | null
  /** Elements or members seen so far. */
  count: number
}

/** Names values and containers by their place, in the manner of one engine. */
export class JsonNames {
  readonly #naming: JsonNaming

  constructor(naming: JsonNaming) {
    this.#naming = naming
  }

  /**
   * The name of the value that stands in `parent` under `key` (an element has no key of its own); null for a value that
   * is the whole document, where Coraza has none.
   */
  value(parent: JsonContainer | undefined, key: string): string | null {
    if (parent === undefined && this.#naming === 'coraza') return null
    return this.#path(parent, key)
  }

  #path(parent: JsonContainer | undefined, key: string): string {
    if (this.#naming === 'modsecurity2') {
      if (parent === undefined) return ''
      return join2(parent.prefix, parent.isArray ? parent.key : key)
    }
    if (parent === undefined) return 'json'
    if (!parent.isArray) return `${parent.prefix}.${key === '' && this.#naming === 'modsecurity3' ? 'empty-key' : key}`
    return this.#naming === 'coraza' ? `${parent.prefix}.${parent.count}` : `${parent.prefix}.array_${parent.count}`
  }

  /** The container that opens in `parent` under `key`. */
  open(parent: JsonContainer | undefined, key: string, isArray: boolean): JsonContainer {
    if (this.#naming !== 'modsecurity2') {
      return { isArray, key: '', prefix: this.#path(parent, key), count: 0 }
    }
    if (parent === undefined) {
      return isArray
        ? { isArray, key: 'array', prefix: 'array', count: 0 }
        : { isArray, key: '', prefix: null, count: 0 }
    }
    const own = parent.isArray ? parent.key : key
    return { isArray, key: own, prefix: join2(parent.prefix, own), count: 0 }
  }
}

function join2(prefix: string | null, key: string): string {
  return prefix === null ? key : `${prefix}.${key}`
}

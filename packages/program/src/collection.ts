/** One value of a variable. Scalars have one member with an empty key. Key and value are byte strings. */
export interface Member {
  readonly key: string
  readonly value: string
  /** Where the value stood in the raw request, for `ref` in logs: offset and length in bytes. */
  readonly origin?: { readonly offset: number; readonly length: number }
}

/**
 * A member. There are very many, so a class: what object literals make comes to be put where only full garbage
 * collections look, once enough of it has outlived a small one.
 */
export class NamedValue implements Member {
  readonly key: string
  readonly value: string

  constructor(key: string, value: string) {
    this.key = key
    this.value = value
  }
}

/** An ordered list of members that is looked up by key without case. Duplicates are kept. */
export interface Collection {
  /** All members in order of arrival. Not to be changed by the caller. */
  all(): readonly Member[]
  /** The members of a key, which the caller gives in lower case. */
  named(lowerKey: string): readonly Member[]
}

/** One argument or cookie, decoded, as a byte string. */
export class Argument {
  readonly name: string
  readonly value: string

  constructor(name: string, value: string) {
    this.name = name
    this.value = value
  }
}

/** What a url-encoded text holds, in its order and with its duplicates. */
export interface ArgumentList {
  arguments: Argument[]
  /** A `%` without two hexadecimal digits was seen: URLENCODED_ERROR. */
  invalidEncoding: boolean
  /** There were more than the limit; the rest is neither decoded nor kept. */
  truncated: boolean
}

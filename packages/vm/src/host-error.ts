/** The host used the API in a way that cannot be right: a call after `close()`, text that is not a byte string. */
export class HostError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'HostError'
  }
}

/** Refuses a string with a char above 255. `bytes(text)` encodes text. */
export function requireByteString(value: string, what: string): void {
  for (let i = 0; i < value.length; i++) {
    if (value.charCodeAt(i) > 255) throw new HostError(`${what} is not a byte string: encode it with bytes()`)
  }
}

import type { Logger } from 'secrule'

declare const console: { error(message: string): void }

/** Everything on standard error, or where the platform keeps what is logged as an error. */
export const consoleLogger: Logger = {
  log: (line) => console.error(line),
  error: (message) => console.error(message),
}

import { jsonText } from './json-text.js'
import { asciiText } from './safe-text.js'

/** What the engine or its host says of itself, as a line of the error log in JSON, without its line end. */
export function formatLogError(message: string): string {
  return jsonText({ time: new Date().toISOString(), error: asciiText(message) })
}

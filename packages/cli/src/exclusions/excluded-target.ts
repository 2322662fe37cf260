import type { RemovedTarget } from '@secrule/program'

/** What an exclusion takes out of a rule: a variable, one of its members, or members whose names differ in an index only. */
export interface ExcludedTarget {
  /** As it is written behind the `;` of ctl, or behind the `!` of SecRuleUpdateTargetById. */
  readonly text: string
  /** The same for the engine. */
  readonly removed: RemovedTarget
}

/** Names that can stand in a list of actions as they are. */
const plain = /^[A-Za-z0-9_.$@[\]-][A-Za-z0-9_.$@:[\]-]*$/
/** An index inside of a name: `array_3` of JSON, `.3.`, `[3]`. */
const index = /(^|\.)(array_)?\d+(?=\.|$)|\[\d+\]/g
const indexed = new Set(['ARGS', 'ARGS_GET', 'ARGS_POST', 'ARGS_NAMES', 'ARGS_GET_NAMES', 'ARGS_POST_NAMES'])
/** What rules derive from other values: to take it out says nothing of the traffic, and often does nothing. */
const derived =
  /^&?(?:MATCHED_VARS?(?:_NAMES?)?|TX|RULE|ENV|GLOBAL|IP|SESSION|USER|RESOURCE|DURATION|TIME.*|UNIQUE_ID)$/

/**
 * The target for a value that matched, as matches name it (`ARGS:json.items.array_3.note`). A place in a list is no name
 * that would stay, so that every place is meant; a name that could not be written in a rule becomes a pattern.
 */
export function excludedTarget(variable: string): ExcludedTarget {
  const colon = variable.indexOf(':')
  if (colon < 0) return { text: variable, removed: { variable, key: null, pattern: null } }
  const name = variable.slice(0, colon)
  const key = variable.slice(colon + 1)
  // the key of XML is a path: there are no patterns for it
  if (name === 'XML') return { text: variable, removed: { variable: name, key, pattern: null } }
  const places = indexed.has(name) && key.search(index) >= 0
  if (!places && plain.test(key)) {
    return { text: variable, removed: { variable: name, key: key.toLowerCase(), pattern: null } }
  }
  const pattern = `^${places ? placesPattern(key) : literal(key)}$`
  return { text: `${name}:/${pattern}/`, removed: { variable: name, key: null, pattern } }
}

/** Whether the value comes from the traffic, and not from what other rules noted. */
export function isTraffic(variable: string): boolean {
  return !derived.test(variable.split(':', 1)[0]!)
}

function placesPattern(key: string): string {
  let pattern = ''
  let at = 0
  for (const match of key.matchAll(index)) {
    pattern += literal(key.slice(at, match.index))
    pattern += match[0].startsWith('[') ? '\\[[0-9]+\\]' : `${literal(`${match[1]}${match[2] ?? ''}`)}[0-9]+`
    at = match.index + match[0].length
  }
  return pattern + literal(key.slice(at))
}

/** A text as a pattern that also survives quotes, commas and slashes of the rule around it. */
export function literal(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/g, (char) => {
    if (/[-@~]/.test(char)) return char
    if (/[.$[\]()*+?^{}]/.test(char)) return `\\${char}`
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}

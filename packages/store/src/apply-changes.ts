import type { StoreChange } from '@secrule/program'
import { counterSum, leadingInteger } from '@secrule/stdlib'

/** The variable `__expire_X` of a record holds the moment (epoch seconds) at which its variable X goes away. */
const expiryPrefix = '__expire_'

/**
 * Applies the changes of one update to the variables of a record, in order. `mayGrow` is asked before a value is written
 * that makes the record larger by so many bytes; where it says no, that change is left out. Gives the number left out.
 */
export function applyChanges(
  values: Map<string, string>,
  changes: readonly StoreChange[],
  mayGrow: (bytes: number) => boolean,
): number {
  let refused = 0
  const write = (name: string, value: string): void => {
    const before = values.get(name)
    const growth = before === undefined ? variableSize(name, value) : value.length - before.length
    if (growth > 0 && !mayGrow(growth)) refused++
    else values.set(name, value)
  }
  for (const change of changes) {
    const { name } = change
    if (change.kind === 'set') write(name, change.value)
    else if (change.kind === 'delete') values.delete(name)
    else if (change.kind === 'begin') {
      if (!values.has(name)) write(name, change.value)
    } else write(name, addedTo(values.get(name) ?? null, change.amount, change.least))
  }
  return refused
}

/** What a variable takes in memory, near enough for a bound. */
export function variableSize(name: string, value: string): number {
  return name.length + value.length + 64
}

/** Removes the variables whose time has come, and what says so. */
export function dropExpired(values: Map<string, string>, now: number): void {
  for (const [name, moment] of values) {
    if (!name.startsWith(expiryPrefix) || !(Number(moment) <= now)) continue
    values.delete(name)
    values.delete(name.slice(expiryPrefix.length))
  }
}

function addedTo(stored: string | null, amount: number | bigint, least: number | undefined): string {
  const sum = counterSum(stored, amount, { counterBits: 64, negativeCounters: true })
  return least !== undefined && leadingInteger(sum) < least ? String(least) : sum
}

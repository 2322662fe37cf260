import type { Store, StoreChange } from '@secrule/program'
import type { StoreLimits } from '@secrule/store'

/** A change as the data file has it: large numbers as text, long values by their length. */
interface WrittenChange {
  readonly kind: string
  readonly name: string
  readonly value?: string
  readonly fill?: number
  readonly amount?: number | string
  readonly least?: number
}

interface Step {
  /** Epoch seconds from here on; 1000 at first. */
  readonly at?: number
  readonly collection?: string
  readonly load?: string
  /** `[NAME]` stands for a NAME that an object cannot have as its own. */
  readonly gives?: Readonly<Record<string, string>> | null
  /** What was loaded is written to. */
  readonly spoil?: boolean
  readonly update?: string
  readonly changes?: readonly WrittenChange[]
  readonly expires?: number
  readonly remove?: string
}

export interface StoreCase {
  readonly name: string
  readonly limits?: Partial<StoreLimits>
  readonly steps: readonly Step[]
}

/** A kind of store: gives the store before each step, which may be another object each time. */
export interface StoreKind {
  readonly name: string
  begin(now: () => number, limits: Partial<StoreLimits>): Promise<{ store(): Promise<Store>; end(): Promise<void> }>
}

function changeOf({ kind, name, value, fill, amount, least }: WrittenChange): StoreChange {
  if (kind === 'delete') return { kind, name }
  if (kind === 'add') {
    const number = typeof amount === 'string' ? BigInt(amount) : (amount ?? 0)
    return { kind, name, amount: number, ...(least === undefined ? {} : { least }) }
  }
  return { kind: kind as 'set' | 'begin', name, value: fill === undefined ? (value ?? '') : 'v'.repeat(fill) }
}

/** Plays a case against a kind of store and says how it fails, or null. */
export async function storeFault(test: StoreCase, kind: StoreKind): Promise<string | null> {
  let now = 1000
  const stage = await kind.begin(() => now, test.limits ?? {})
  try {
    for (const [number, step] of test.steps.entries()) {
      const { collection = 'ip', expires = 1_000_000 } = step
      now = step.at ?? now
      const store = await stage.store()
      if (step.update !== undefined) {
        await store.update(collection, step.update, (step.changes ?? []).map(changeOf), expires)
      } else if (step.remove !== undefined) await store.remove(collection, step.remove)
      else {
        const found = await store.load(collection, step.load ?? '')
        const wanted = Object.entries(step.gives ?? {}).map(([name, value]) => [
          name.replace(/^\[(.*)\]$/, '$1'),
          value,
        ])
        const left = JSON.stringify(found === null ? null : [...found].sort())
        const right = JSON.stringify(step.gives === null ? null : wanted.sort())
        if (left !== right) return `step ${number + 1}: ${left} instead of ${right}`
        if (step.spoil) (found as Map<string, string>).clear()
      }
    }
    return null
  } finally {
    await stage.end()
  }
}

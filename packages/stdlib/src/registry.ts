import { type Documented, suggestion } from '@secrule/program'

/** The elements of one kind, by name. Names and aliases compare without case. */
export interface Registry<T extends Documented> {
  /** In the order of the reference. */
  readonly all: readonly T[]
  get(name: string): T | null
  /** The closest known name, for "did you mean". */
  near(name: string): string | null
}

/** Puts definitions in a registry. Two with one name are a bug in the library and throw. */
export function registry<T extends Documented>(all: readonly T[]): Registry<T> {
  const byName = new Map<string, T>()
  for (const definition of all) {
    for (const name of [definition.name, ...(definition.aliases ?? [])]) {
      const key = name.toLowerCase()
      if (byName.has(key)) throw new Error(`the library has \`${name}\` twice`)
      byName.set(key, definition)
    }
  }
  return {
    all,
    get: (name) => byName.get(name.toLowerCase()) ?? null,
    near: (name) =>
      suggestion(
        name,
        all.map((definition) => definition.name),
      ),
  }
}

import type { Program } from '@secrule/program'
import { variables } from '@secrule/stdlib'

const openers: ReadonlySet<string> = new Set(['initcol', 'setsid', 'setuid', 'setrsc'])

/** Lower-case names of the persistent collections that rules read or write. */
export function persistentNames({ selections, actions }: Program): readonly string[] {
  const read = selections.flatMap(({ items }) => items.map(({ variable }) => variables.get(variable)?.writable))
  const written = actions.map(({ constant }) => (constant as { readonly collection?: string } | null)?.collection)
  const names = new Set([...read, ...written])
  return [...names].filter((name): name is string => name !== undefined && name !== 'tx')
}

/** Whether rules have anything to do with persistent collections, so that it matters where those are kept. */
export function usesCollections(program: Program): boolean {
  return program.actions.some(({ name }) => openers.has(name)) || persistentNames(program).length > 0
}

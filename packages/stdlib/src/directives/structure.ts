import type { DirectiveDefinition, Documented } from '@secrule/program'

/** A directive that shapes the ruleset. The compiler carries it out; here stands what it is and how it is written. */
export function structure(definition: Documented & Pick<DirectiveDefinition, 'form' | 'words'>): DirectiveDefinition {
  return { ...definition, group: 'structure' }
}

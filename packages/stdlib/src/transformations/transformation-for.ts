import type { Dialect, TransformationDefinition } from '@secrule/program'
import { formsOfCoraza } from './forms/coraza.js'
import type { Forms } from './forms/form.js'
import { forms2 } from './forms/modsecurity2.js'
import { forms3 } from './forms/modsecurity3.js'
import { transformations } from './index.js'

const none: Forms = new Map()
const sets: Readonly<Record<Dialect['transformationForms'], Forms>> = {
  own: none,
  modsecurity3: forms3,
  modsecurity2: forms2,
  coraza: formsOfCoraza,
}

/** A transformation as it is in a dialect; null for a name that is none. */
export function transformationFor(name: string, dialect: Dialect): TransformationDefinition | null {
  const definition = transformations.get(name)
  const form = definition === null ? undefined : sets[dialect.transformationForms].get(definition.name)
  if (definition === null || form === undefined) return definition
  // of what a form touches nothing is known
  const { touches: _touches, link: _link, ...own } = definition
  return { ...own, ...form }
}

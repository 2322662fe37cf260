import { action, problem, subspan } from '@secrule/program'
import { transformations } from '../transformations/index.js'
import { unavailable } from '../unavailable.js'

export const t = action<{ readonly transformation: string } | { readonly remove: string }>({
  name: 't',
  summary: 'Adds a transformation of the value; `t:none` drops those before it, `t:-name` drops one.',
  example: 'SecRule ARGS "@contains <script" "id:1,phase:2,deny,t:none,t:urlDecodeUni,t:lowercase"',
  engines: 'v2 alone has `t:-name`.',
  group: 'setting',
  argument: 'required',
  repeat: 'all',
  inLink: true,
  inDefault: true,
  compile: (argument, span, { dialect }) => {
    if (argument === null || argument === '') return problem(span, 'missing-value', 't', 'write `t:lowercase`')
    if (argument.toLowerCase() === 'none') return { transformation: 'none' }
    const removes = dialect.removesTransformations && argument.startsWith('-')
    const name = removes ? argument.slice(1) : argument
    if (removes && name.toLowerCase() === 'none') {
      return problem(span, 'bad-value', argument, 't', '`t:none` drops all that stand before it')
    }
    const definition = transformations.get(name)
    if (definition === null) {
      const place = removes ? subspan(span, 1, argument.length) : span
      return problem(place, 'unknown-transformation', name, transformations.near(name) ?? '')
    }
    const missing = unavailable('transformations', definition.name, `t:${name}`, span, dialect)
    if (missing !== null) return missing
    return removes ? { remove: definition.name } : { transformation: definition.name }
  },
})

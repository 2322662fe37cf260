import { isDiagnostic, operator } from '@secrule/program'
import type { Matcher, Pattern } from '@secrule/regex'
import { linkArgument, patternArgument, patternNeeds } from './pattern-argument.js'
import { patternFailure } from './pattern-failure.js'

interface Template<P> {
  readonly pattern: P
  /** What the placeholders are called, in their order, with the group of each. */
  readonly names: readonly (readonly [name: string, group: number])[]
}

/**
 * @restpath. The template is searched, not anchored; what is no placeholder is read as a regular expression, so write
 * `^` and `$` to mean the whole path. Sets ARGS_PATH on a match.
 */
export const restpath = operator<Template<Pattern>, Template<Matcher>>({
  name: 'restpath',
  summary: 'True when the path fits a template; each {name} of it becomes ARGS_PATH:name.',
  example: 'SecRule REQUEST_FILENAME "@restpath ^/users/{id}/posts/{post}$" "id:1,phase:1,pass,nolog"',
  engines: 'Coraza only.',
  argument: 'required',
  macros: false,
  logName: 'Restpath',
  compile: (argument, span, context) => {
    const written: string[] = []
    const source = argument.replace(/\{([^{}]*[^{}\d,][^{}]*)\}/g, (_, name: string) => {
      written.push(name)
      return `(?<secrule_path_${written.length}>[^?/]+)`
    })
    const flags = { dotAll: false, multiline: false, dollarEndOnly: true, caseless: false }
    const pattern = patternArgument(source, flags, span, context)
    if (isDiagnostic(pattern)) return pattern
    const names = written.map((name, i) => [name, pattern.names.indexOf(`secrule_path_${i + 1}`)] as const)
    return { pattern, names }
  },
  needs: ({ pattern }) => patternNeeds(pattern),
  requirement: ({ pattern }) => pattern.requirement,
  link: ({ pattern, names }, services, settings) => ({ pattern: linkArgument(pattern, services, settings), names }),
  run: ({ pattern, names }, value, context) => {
    const offsets = pattern.exec(value, 0)
    if (offsets === null) return false
    if (typeof offsets === 'string') return patternFailure(offsets, context)
    for (const [name, group] of names) {
      const from = offsets[group * 2]!
      if (from >= 0) context.transaction.request.argsPath.set(name, value.slice(from, offsets[group * 2 + 1]!))
    }
    return true
  },
})

import { type Diagnostic, problem } from '@secrule/program'
import type { Text } from './ast.js'
import { versionHolds } from './section-version.js'

/** What the embedder says of the web server that Apache sections ask about. */
export interface SectionOptions {
  /** Modules beside the two of ModSecurity itself, for `<IfModule>`. */
  readonly modules?: readonly string[]
  /** What `<IfDefine>` finds defined. */
  readonly defines?: readonly string[]
  /** Whether a directive is known, for `<IfDirective>`. */
  readonly isDirective?: (name: string) => boolean
  /** Version of the web server, such as `2.4.62`, for `<IfVersion>`. */
  readonly version?: string
}

const ownModules = ['security2_module', 'mod_security2.c', 'security3_module', 'mod_security3.c']

/** Whether the inside of a section counts, or why that cannot be said. */
export function sectionHolds(name: Text, argument: Text | null, options: SectionOptions): boolean | Diagnostic {
  const test = tests.get(name.value.toLowerCase())
  if (test === undefined) return problem(name.span, 'unknown-section', name.value)
  if (argument === null || argument.value === '') {
    return problem(name.span, 'bad-section', `<${name.value}>`, `write \`<${name.value} NAME>\``)
  }
  return test(argument, options, name)
}

type Test = (argument: Text, options: SectionOptions, name: Text) => boolean | Diagnostic

const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  [
    'ifmodule',
    (argument, { modules = [] }) =>
      reversible(argument, (module) =>
        [...ownModules, ...modules].some((known) => known.toLowerCase() === module.toLowerCase()),
      ),
  ],
  ['ifdefine', (argument, { defines = [] }) => reversible(argument, (define) => defines.includes(define))],
  [
    'ifdirective',
    (argument, { isDirective }, name) => {
      if (isDirective !== undefined) return reversible(argument, isDirective)
      return problem(name.span, 'unsupported', '`<IfDirective>`', 'the known directives were not given')
    },
  ],
  [
    'ifversion',
    (argument, { version }, name) =>
      version === undefined ? problem(name.span, 'section-version') : versionHolds(argument, version),
  ],
])

function reversible(argument: Text, test: (value: string) => boolean): boolean {
  const { value } = argument
  return value.startsWith('!') ? !test(value.slice(1).trimStart()) : test(value)
}

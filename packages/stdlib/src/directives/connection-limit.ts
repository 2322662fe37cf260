import {
  type CompileContext,
  type Diagnostic,
  type DirectiveDefinition,
  type Documented,
  directive,
  isDiagnostic,
  problem,
  subspan,
  type Word,
} from '@secrule/program'
import { dataLines } from '../operators/data-lines.js'
import { ipMatch } from '../operators/ip-match.js'
import { ipMatchFromFile } from '../operators/ip-match-from-file.js'
import { wholeNumber } from './whole-number.js'

/**
 * A directive that limits the connections of one client. The second word says whose: its setting is the list of
 * @ipMatch, with a `!` in front when the limit is for all others.
 */
export function connectionLimit(
  definition: Documented & { readonly setting: 'connReadStateLimit' | 'connWriteStateLimit' },
): DirectiveDefinition {
  const { setting, ...documentation } = definition
  const count = wholeNumber(definition.name, 0, 1_000_000)
  return directive({
    ...documentation,
    form: 'N ["[!]@ipMatch LIST"]',
    words: [1, 2],
    group: 'setting',
    compile: (words, span, context) => {
      const limit = count(words, span)
      if (isDiagnostic(limit)) return limit
      const addresses = words[1] === undefined ? null : addressList(words[1], definition.name, context)
      return isDiagnostic(addresses) ? addresses : { limit, addresses }
    },
    apply: (limit, settings) => {
      settings[setting] = limit
    },
  })
}

function addressList(word: Word, name: string, context: CompileContext): string | Diagnostic {
  const right = 'write `@ipMatch 192.0.2.0/24`, or `!@ipMatch …` for all others'
  const [, start = '', negated, operator = '', list = ''] =
    /^((!?)[ \t]*@(\w+)[ \t]+)(.*[^ \t])[ \t]*$/s.exec(word.value) ?? []
  const span = subspan(word.span, start.length, start.length + list.length)
  const kind = operator.toLowerCase()
  if (kind !== 'ipmatch' && kind !== 'ipmatchf' && kind !== 'ipmatchfromfile') {
    return problem(word.span, 'bad-word', word.value, name, right)
  }
  const fromFile = kind !== 'ipmatch'
  const checked = (fromFile ? ipMatchFromFile : ipMatch).compile(list, span, context)
  if (isDiagnostic(checked)) return checked
  const file = fromFile ? context.readFile(list, span) : null
  if (isDiagnostic(file)) return file
  const addresses =
    file === null
      ? list
      : dataLines(file.text)
          .map((line) => line.text)
          .join(',')
  return `${negated === '!' ? '!' : ''}${addresses}`
}

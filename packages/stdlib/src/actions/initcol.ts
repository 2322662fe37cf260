import { action, isDiagnostic, problem, subspan, type Template } from '@secrule/program'
import { parseTemplate } from '../macro.js'
import { openCollection } from './open-collection.js'
import { writableCollection } from './written-member.js'

export const initcol = action<{ readonly collection: string; readonly key: Template }>({
  name: 'initcol',
  summary: 'Opens a persistent collection under a key.',
  example: 'SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{REMOTE_ADDR}"',
  engines: 'v3 takes global, ip and resource in lower case only. Coraza ignores it.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: (argument, span, { dialect }) => {
    const right = 'write `initcol:ip=%{REMOTE_ADDR}`'
    if (argument === null || argument === '') return problem(span, 'missing-value', 'initcol', right)
    const equals = argument.indexOf('=')
    if (equals <= 0 || equals === argument.length - 1) return problem(span, 'bad-value', argument, 'initcol', right)
    const place = subspan(span, 0, equals)
    const { initcolNames } = dialect
    if (initcolNames !== null && !initcolNames.includes(argument.slice(0, equals)))
      return problem(place, 'bad-value', argument.slice(0, equals), 'initcol', `write ${initcolNames.join(', ')}`)
    const collection = writableCollection(argument.slice(0, equals), place)
    if (isDiagnostic(collection)) return collection
    if (collection === 'tx')
      return problem(place, 'bad-value', argument.slice(0, equals), 'initcol', 'TX is always open')
    const key = parseTemplate(argument.slice(equals + 1), subspan(span, equals + 1, argument.length), dialect)
    return isDiagnostic(key) ? key : { collection, key }
  },
  run: ({ collection, key }, transaction) =>
    openCollection(transaction, collection, transaction.expand(key), 'initcol'),
})

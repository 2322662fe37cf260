import { action, isDiagnostic, problem, subspan, type Template } from '@secrule/program'
import { parseTemplate } from '../macro.js'
import { equalsSign } from './equals-sign.js'

interface EnvironmentChange {
  readonly name: Template
  /** Null takes the variable out. */
  readonly value: Template | null
}

export const setenv = action<EnvironmentChange>({
  name: 'setenv',
  summary: 'Sets a variable that ENV and the host see; `setenv:NAME` sets 1, `setenv:!NAME` takes it out.',
  example: 'SecRule TX:score "@ge 5" "id:1,phase:2,pass,nolog,setenv:suspicious=%{TX.score}"',
  engines: 'v3 and Coraza change the environment of their process; Coraza needs a value.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: (argument, span, { dialect }) => {
    const right = 'write `setenv:NAME=value`'
    if (argument === null || argument === '') return problem(span, 'missing-value', 'setenv', right)
    const deletes = argument.startsWith('!')
    const start = deletes ? 1 : 0
    const equals = equalsSign(argument)
    const end = equals < 0 ? argument.length : equals
    const takesAny = dialect.setenvForm === 'any'
    if (!takesAny && (deletes || equals < 0 || equals === argument.length - 1))
      return problem(span, 'bad-value', argument, 'setenv', right)
    if (start === end) return problem(span, 'bad-value', argument, 'setenv', right)
    const written = argument.slice(start, end)
    const name = takesAny ? parseTemplate(written, subspan(span, start, end), dialect) : [written]
    if (isDiagnostic(name)) return name
    if (deletes) return { name, value: null }
    if (equals < 0) return { name, value: ['1'] }
    const value = parseTemplate(argument.slice(equals + 1), subspan(span, equals + 1, argument.length), dialect)
    return isDiagnostic(value) ? value : { name, value }
  },
  run: ({ name, value }, transaction) => {
    const variable = transaction.expand(name)
    if (value === null) {
      transaction.environment.delete(variable)
      return
    }
    const text = transaction.expand(value)
    transaction.environment.set(variable, text)
    transaction.debug(8, () => `Setting environment variable: ${variable} to ${text}`)
  },
})

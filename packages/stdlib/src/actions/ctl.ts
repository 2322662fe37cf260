import { action, type Constant, isDiagnostic, problem, subspan } from '@secrule/program'
import { ctlOptions } from '../ctl/index.js'
import { refusedWord, unavailable } from '../unavailable.js'

/** An option of ctl with its own constant. */
interface ControlUse {
  readonly option: string
  readonly value: Constant
  /** The dialect takes it without any effect. */
  readonly idle?: true
}

export const ctl = action<ControlUse>({
  name: 'ctl',
  summary: 'Changes a setting, or takes rules or targets out, for this transaction.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /api/" "id:1,phase:1,pass,nolog,ctl:ruleRemoveById=942100"',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: (argument, span, context) => {
    const right = 'write `ctl:OPTION=VALUE`'
    if (argument === null || argument === '') return problem(span, 'missing-value', 'ctl', right)
    const equals = argument.indexOf('=')
    const end = equals < 0 ? argument.length : equals
    const name = argument.slice(0, end).trim()
    if (name === '') return problem(span, 'bad-value', argument, 'ctl', right)
    const definition = ctlOptions.get(name)
    const place = subspan(span, 0, end)
    if (definition === null) return problem(place, 'unknown-ctl', name, ctlOptions.near(name) ?? '')
    const { dialect } = context
    if (dialect.exactNames && name !== definition.name) return problem(place, 'unknown-ctl', name, definition.name)
    const missing = unavailable('options', definition.name, `ctl:${definition.name}`, place, dialect)
    if (missing?.severity === 'error') return missing
    if (missing !== null) context.warn(missing)
    if (equals < 0 || equals === argument.length - 1)
      return problem(span, 'missing-value', `ctl:${definition.name}`, right)
    const valueSpan = subspan(span, equals + 1, argument.length)
    const refused = refusedWord(`ctl:${definition.name}`, argument.slice(equals + 1), valueSpan, dialect)
    if (refused !== null) return refused
    const value = definition.compile(argument.slice(equals + 1), valueSpan, context)
    if (isDiagnostic(value)) return value
    return { option: definition.name, value, ...(missing === null ? {} : { idle: true }) }
  },
  resolve: ({ option, value, ...rest }, rules) => ({
    option,
    value: ctlOptions.get(option)?.resolve?.(value, rules) ?? value,
    ...rest,
  }),
  repeatable: ({ option }) => ctlOptions.get(option)?.repeatable === true,
  run: ({ option, value, idle }, transaction) => {
    const definition = ctlOptions.get(option)
    if (definition === null || idle) return
    // what came too late for its effect (the compiler warned of it) must not look as if it had one
    if (transaction.phase <= definition.lastPhase) return definition.run(value, transaction)
    transaction.debug(3, () => `ctl:${option} is too late in phase ${transaction.phase}`)
  },
})

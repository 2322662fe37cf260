import { action, type Constant, isDiagnostic, problem, subspan } from '@secrule/program'
import { ctlOptions } from '../ctl/index.js'

/** An option of ctl with its own constant. */
interface ControlUse {
  readonly option: string
  readonly value: Constant
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
    if (definition === null) return problem(subspan(span, 0, end), 'unknown-ctl', name, ctlOptions.near(name) ?? '')
    if (equals < 0 || equals === argument.length - 1)
      return problem(span, 'missing-value', `ctl:${definition.name}`, right)
    const value = definition.compile(argument.slice(equals + 1), subspan(span, equals + 1, argument.length), context)
    return isDiagnostic(value) ? value : { option: definition.name, value }
  },
  resolve: ({ option, value }, rules) => ({ option, value: ctlOptions.get(option)?.resolve?.(value, rules) ?? value }),
  run: ({ option, value }, transaction) => {
    const definition = ctlOptions.get(option)
    if (definition === null) return
    // what came too late for its effect (the compiler warned of it) must not look as if it had one
    if (transaction.phase <= definition.lastPhase) return definition.run(value, transaction)
    transaction.debug(3, () => `ctl:${option} is too late in phase ${transaction.phase}`)
  },
})

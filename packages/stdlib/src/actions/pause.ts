import { action, isDiagnostic, problem, type Template } from '@secrule/program'
import { literal, parseTemplate } from '../macro.js'
import { leadingInteger } from '../operators/leading-integer.js'

export const pause = action<Template>({
  name: 'pause',
  summary:
    'Asks the host to wait that many milliseconds before it answers. The other disruptive action of the rule stays in force.',
  example: 'SecRule IP:attempts "@gt 10" "id:1,phase:1,pause:2000,deny"',
  engines: 'v2 waits itself, and alone it acts like allow there. v3 and Coraza reject it.',
  group: 'disruptive',
  argument: 'required',
  repeat: 'last',
  inLink: false,
  inDefault: true,
  compile: (argument, span, { dialect }) => {
    const right = 'write `pause:1000`, in milliseconds'
    if (argument === null || argument === '') return problem(span, 'missing-value', 'pause', right)
    const template = parseTemplate(argument, span, dialect)
    if (isDiagnostic(template)) return template
    const text = literal(template)
    return text === null || /^\d+$/.test(text) ? template : problem(span, 'bad-number', text, right)
  },
  run: (template, transaction) => {
    const milliseconds = Number(leadingInteger(transaction.expand(template)))
    if (milliseconds > 0) transaction.pause(milliseconds)
  },
})

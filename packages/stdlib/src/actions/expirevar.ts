import { action, isDiagnostic, problem, subspan, type Template } from '@secrule/program'
import { literal, parseTemplate } from '../macro.js'
import { leadingInteger } from '../operators/leading-integer.js'
import { equalsSign } from './equals-sign.js'
import { type WrittenMember, writtenMember } from './written-member.js'

interface Expiry extends WrittenMember {
  readonly seconds: Template
}

export const expirevar = action<Expiry>({
  name: 'expirevar',
  summary: 'Has a variable of a persistent collection go away after that many seconds; without a number after one.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,setvar:ip.blocked=1,expirevar:ip.blocked=600"',
  engines: 'v2 looks when a record is loaded only. v3 takes 0 seconds where no number is given. Coraza ignores it.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: (argument, span, context) => {
    const right = 'write `expirevar:ip.name=60`'
    if (argument === null || argument === '') return problem(span, 'missing-value', 'expirevar', right)
    const equals = equalsSign(argument)
    const end = equals < 0 ? argument.length : equals
    const member = writtenMember(argument.slice(0, end), subspan(span, 0, end), context.dialect)
    if (isDiagnostic(member)) return member
    if (member === null) return problem(span, 'bad-value', argument, 'expirevar', right)
    if (member.collection === 'tx') {
      context.warn(problem(span, 'no-effect', '`expirevar` of TX', 'its variables end with the transaction'))
    }
    const { expiryDefault, expiryForm } = context.dialect
    if (equals < 0) return { ...member, seconds: [String(expiryDefault)] }
    const place = subspan(span, equals + 1, argument.length)
    const seconds = parseTemplate(argument.slice(equals + 1), place, context.dialect)
    if (isDiagnostic(seconds)) return seconds
    const text = literal(seconds)
    return text === null || expiryForm !== 'checked' || /^\d+$/.test(text)
      ? { ...member, seconds }
      : problem(place, 'bad-number', text, right)
  },
  run: ({ collection, name, seconds }, transaction) => {
    const member = transaction.expand(name)
    const written = transaction.expand(seconds)
    const text = transaction.dialect.expiryForm === 'prefix' ? String(leadingInteger(written)) : written
    const target = transaction.persistent(collection)
    if (target === null || !/^\d{1,15}$/.test(text)) {
      transaction.debug(
        3,
        () => `expirevar: ${collection}.${member} is left alone (${target === null ? 'not open' : `seconds: ${text}`})`,
      )
    } else {
      target.expire(member, Number(text))
    }
  },
})

import { action, isDiagnostic, problem, subspan, type Template } from '@secrule/program'
import { literal, parseTemplate } from '../macro.js'
import { equalsSign } from './equals-sign.js'
import { type WrittenMember, writtenMember } from './written-member.js'

const right = 'write `deprecatevar:session.score=AMOUNT/SECONDS`'

/** The amount, and a period that is not 0. */
const amountAndPeriod = /^(\d{1,15})\/(0*[1-9]\d{0,14})$/

interface Deprecation extends WrittenMember {
  /** `AMOUNT/SECONDS` once expanded. */
  readonly rate: Template
}

export const deprecatevar = action<Deprecation>({
  name: 'deprecatevar',
  summary:
    'Lowers a counter of a persistent collection by an amount for every period of seconds that went by since it was stored.',
  example: 'SecAction "id:1,phase:5,pass,nolog,deprecatevar:session.score=60/300"',
  engines: 'v3 and Coraza reject it.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: (argument, span, context) => {
    if (argument === null || argument === '') return problem(span, 'missing-value', 'deprecatevar', right)
    const equals = equalsSign(argument)
    if (equals < 0) return problem(span, 'bad-value', argument, 'deprecatevar', right)
    const member = writtenMember(argument.slice(0, equals), subspan(span, 0, equals), context.dialect)
    if (isDiagnostic(member)) return member
    if (member === null) return problem(span, 'bad-value', argument, 'deprecatevar', right)
    if (member.collection === 'tx') {
      context.warn(problem(span, 'no-effect', '`deprecatevar` of TX', 'its variables end with the transaction'))
    }
    const place = subspan(span, equals + 1, argument.length)
    const rate = parseTemplate(argument.slice(equals + 1), place, context.dialect)
    if (isDiagnostic(rate)) return rate
    const text = literal(rate)
    return text === null || amountAndPeriod.test(text)
      ? { ...member, rate }
      : problem(place, 'bad-value', text, 'deprecatevar', right)
  },
  run: ({ collection, name, rate }, transaction) => {
    const member = transaction.expand(name)
    const [, amount, period] = amountAndPeriod.exec(transaction.expand(rate)) ?? []
    const target = transaction.persistent(collection)
    if (target === null || amount === undefined) {
      transaction.debug(
        3,
        () => `deprecatevar: ${collection}.${member} is left alone (${target === null ? 'not open' : 'no rate'})`,
      )
    } else {
      target.deprecate(member, Number(amount), Number(period))
    }
  },
})

import {
  action,
  isDiagnostic,
  problem,
  readsOnlyTx,
  subspan,
  type Template,
  type TransactionState,
} from '@secrule/program'
import { escapedName } from '../escaped-name.js'
import { lowerCase } from '../lower-case.js'
import { parseTemplate } from '../macro.js'
import { counterNumber, counterSum, isWholeNumber } from './counter.js'
import { equalsSign } from './equals-sign.js'
import { type WrittenMember, writtenMember } from './written-member.js'

/** What setvar does. `+` and `-` were told from the text before any macro is expanded. */
interface Assignment extends WrittenMember {
  /** `signed`: the value says once its macros are expanded. */
  readonly operation: 'set' | 'add' | 'subtract' | 'delete' | 'signed'
  readonly value: Template
}

export const setvar = action<Assignment>({
  name: 'setvar',
  summary: 'Sets, changes or deletes a variable of TX or of a persistent collection, once for every matching value.',
  example:
    'SecRule ARGS "@rx x" "id:1,phase:2,pass,setvar:tx.score=+5,setvar:\'tx.seen=%{MATCHED_VAR}\',setvar:!tx.old"',
  engines: 'v2 does not count below 0; v2 and v3 have 32 bits. Coraza writes TX only.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'match',
  inLink: true,
  inDefault: true,
  compile: (argument, span, { dialect }) => {
    if (argument === null || argument === '')
      return problem(span, 'missing-value', 'setvar', 'write `setvar:tx.name=value`')
    const deletes = argument.startsWith('!')
    const start = deletes ? 1 : 0
    const equals = equalsSign(argument)
    const end = equals < 0 ? argument.length : equals
    const member = writtenMember(argument.slice(start, end), subspan(span, start, end), dialect)
    if (isDiagnostic(member)) return member
    if (member === null) return problem(span, 'bad-setvar', argument)
    if (dialect.setvarOnlyTx && member.collection !== 'tx')
      return problem(span, 'unsupported', `\`setvar:${argument}\``, 'the engine of this dialect writes TX only')
    if (deletes) return { ...member, operation: 'delete', value: [''] }
    if (equals < 0) return { ...member, operation: 'set', value: ['1'] }
    const sign = argument[equals + 1]
    const operation = sign === '+' ? 'add' : sign === '-' ? 'subtract' : 'set'
    const from = operation === 'set' ? equals + 1 : equals + 2
    const value = parseTemplate(argument.slice(from), subspan(span, from, argument.length), dialect)
    if (isDiagnostic(value)) return value
    const isOpen = dialect.signAfterMacros && operation === 'set' && typeof value[0] !== 'string'
    return { ...member, operation: isOpen ? 'signed' : operation, value }
  },
  onlyTx: ({ collection, name, value }) => collection === 'tx' && readsOnlyTx(name) && readsOnlyTx(value),
  run: ({ collection, name, operation: written, value }, transaction) => {
    const { dialect } = transaction
    const persistent = collection === 'tx' ? null : transaction.persistent(collection)
    const target = collection === 'tx' ? transaction.tx : persistent
    const expanded = transaction.expand(name)
    const member = dialect.escapesNames ? escapedName(expanded) : expanded
    if (target === null) {
      notOpen(transaction, collection, member)
      return
    }
    const isTold = transaction.settings.debugLogLevel >= 8
    const given = transaction.expand(value)
    const sign = written === 'signed' ? given[0] : undefined
    const operation = written !== 'signed' ? written : sign === '+' ? 'add' : sign === '-' ? 'subtract' : 'set'
    const text = sign === '+' || sign === '-' ? given.slice(1) : given
    if (operation === 'set') {
      target.set(member, text)
      if (isTold) tell(transaction, collection, member, text)
    } else if (operation === 'delete') {
      target.delete(lowerCase(member))
    } else if (dialect.wholeCounters && !isWholeNumber(text)) {
      // with its sign
      const kept = (operation === 'add' ? '+' : '-') + text
      target.set(member, kept)
      if (isTold) tell(transaction, collection, member, kept)
    } else if (dialect.wholeCounters && !isWholeNumber(target.get(lowerCase(member)) ?? '0')) {
      transaction.debug(3, () => `setvar: ${collection}.${member} holds no number, so nothing is added`)
    } else {
      const number = counterNumber(text, dialect.counterBits)
      const amount = operation === 'add' ? number : -number
      let sum: string
      if (persistent !== null) sum = persistent.add(member, BigInt(amount))
      else {
        sum = counterSum(target.get(lowerCase(member)), amount, dialect)
        target.set(member, sum)
      }
      if (isTold) tell(transaction, collection, member, sum)
    }
  },
})

// apart from `run`, which makes no closures so: it runs very often

function tell(transaction: TransactionState, collection: string, member: string, text: string): void {
  transaction.debug(8, () => `Saving variable: ${collection.toUpperCase()}:${member} with value: ${text}`)
}

function notOpen(transaction: TransactionState, collection: string, member: string): void {
  transaction.debug(3, () => `setvar: ${collection} is not open, so ${collection}.${member} is not stored`)
}

import { severities } from '@secrule/program'
import type { ExplainedMatch, Interruption, Transaction } from 'secrule'
import { displayText } from './display-text.js'
import type { Exchange } from './exchange/exchange.js'

/** A rule that matched, as it is shown. All texts are ready to be printed. */
export interface InspectedRule {
  readonly id: number
  readonly phase: number
  readonly severity: string | null
  readonly message: string
  readonly data: string
  readonly tags: readonly string[]
  readonly file: string
  readonly line: number
  readonly logged: boolean
  readonly disruptive: boolean
  readonly matches: readonly { readonly variable: string; readonly value: string }[]
  /** With `--explain` only. */
  readonly explained?: readonly ExplainedMatch[]
}

/** What `inspect` found out about one exchange. */
export interface Inspection {
  readonly id: string
  readonly request: string
  readonly status: number | null
  readonly verdict: { readonly blocked: boolean; readonly interruption: Interruption | null }
  /** Members of TX that are called a score and are not 0. */
  readonly scores: readonly { readonly name: string; readonly value: number }[]
  readonly rules: readonly InspectedRule[]
}

/** Gives what collects the inspection from a finished transaction. */
export function inspectionOf(exchange: Exchange, explains: boolean): (transaction: Transaction) => Inspection {
  return (transaction) => {
    const { interruption } = transaction
    return {
      id: transaction.id,
      request: displayText(exchange.request.line ?? `${exchange.request.method} ${exchange.request.target}`),
      status: exchange.response?.status ?? null,
      verdict: { blocked: interruption !== null, interruption },
      scores: scoresOf(transaction),
      rules: rulesOf(transaction, explains),
    }
  }
}

/** Settings of CRS that are called scores too: the points of a severity, and what the sums are compared with. */
const notSums = /^(?:critical|error|warning|notice)_|threshold/i

function scoresOf(transaction: Transaction): Inspection['scores'] {
  return transaction
    .variable('TX')
    .map(({ key, value }) => ({ name: displayText(key), value: Number(value) }))
    .filter(({ name, value }) => value > 0 && /(?:^|_)score(?:_|$)/i.test(name) && !notSums.test(name))
}

function rulesOf(transaction: Transaction, explains: boolean): InspectedRule[] {
  // The explanation has the same rules in the same order.
  const explained = explains ? transaction.explain().rules : []
  return transaction.matchedRules.map((rule, at) => {
    const matches = explained[at]?.matches
    return {
      id: rule.id,
      phase: rule.phase,
      severity: rule.severity === null ? null : (severities[rule.severity] ?? `${rule.severity}`),
      message: displayText(rule.message),
      data: displayText(rule.data),
      tags: rule.tags,
      file: rule.file,
      line: rule.line,
      logged: rule.logged,
      disruptive: rule.disruptive,
      matches: rule.matches.map(({ variable, key, value }) => ({
        variable: displayText(key === '' ? variable : `${variable}:${key}`),
        value: displayText(value),
      })),
      ...(matches === undefined ? {} : { explained: matches.map(shown) }),
    }
  })
}

function shown(match: ExplainedMatch): ExplainedMatch {
  return {
    ...match,
    variable: displayText(match.variable),
    original: displayText(match.original),
    steps: match.steps.map(({ transformation, value }) => ({ transformation, value: displayText(value) })),
    value: displayText(match.value),
    argument: displayText(match.argument),
    matched: match.matched === null ? null : displayText(match.matched),
  }
}

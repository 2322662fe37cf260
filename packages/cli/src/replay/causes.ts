import type { ExplainedMatch, ExplainedRule } from 'secrule'
import { isTraffic } from '../exclusions/excluded-target.js'
import type { Replay } from './replayer.js'
import { expandFromTx, readFromTx, type ScoreEffect } from './score-effects.js'

/** A rule that had its part in a block. */
export interface Cause {
  readonly rule: ExplainedRule
  /** What it added to the score that was too high; 0 for a rule that blocks by itself. */
  readonly points: number
  /** The values that could be taken out of it, so that it does not match. */
  readonly targets: readonly ExplainedMatch[]
}

/** Why a request was blocked. */
export interface Blame {
  /** The rule that ended it; null: a limit, or an error of the engine, which no exclusion of a target helps against. */
  readonly blocker: ExplainedRule | null
  /** The sum that it looked at and what it compares it with, where it is one that adds up. */
  readonly score: { readonly name: string; readonly value: number; readonly limit: number } | null
  readonly causes: readonly Cause[]
}

/**
 * Finds the rules behind a block. A rule that looks at traffic is its own cause; one that looks at a sum is blamed on
 * those that added to it, through any rules that only add sums up.
 */
export function blameOf(replay: Replay, effects: ReadonlyMap<number, readonly ScoreEffect[]>): Blame {
  const { interruption, explanation, tx } = replay
  const blocker = explanation.rules.find(({ disruptive, id }) => disruptive && id === interruption?.ruleId) ?? null
  if (blocker === null) return { blocker, score: null, causes: [] }
  if (blocker.matches.some(({ variable }) => isTraffic(variable))) {
    return { blocker, score: null, causes: [{ rule: blocker, points: 0, targets: removableTargets(blocker) }] }
  }
  const wanted = new Set(blocker.matches.flatMap(({ variable }) => txName(variable)))
  const causes = new Map<number, Cause>()
  const seen = new Set<number>()
  for (let isNew = true; isNew; ) {
    isNew = false
    for (const rule of explanation.rules) {
      if (rule === blocker || seen.has(rule.id)) continue
      const feeding = (effects.get(rule.id) ?? []).filter((effect) => feeds(effect, wanted, tx))
      if (feeding.length === 0) continue
      seen.add(rule.id)
      isNew = true
      const points = pointsOf(rule, feeding, tx)
      // Rules that find something log it; those that only add up, or set up, do not.
      if (rule.logged || (points > 0 && rule.matches.some(({ variable }) => isTraffic(variable)))) {
        causes.set(rule.id, { rule, points, targets: removableTargets(rule) })
      } else for (const { value } of feeding) for (const name of readFromTx(value)) wanted.add(name)
    }
  }
  const found = [...causes.values()]
  if (found.length === 0)
    return { blocker, score: null, causes: [{ rule: blocker, points: 0, targets: removableTargets(blocker) }] }
  return { blocker, score: scoreOf(blocker, tx), causes: explanation.rules.flatMap(({ id }) => causes.get(id) ?? []) }
}

function txName(variable: string): string[] {
  return variable.startsWith('TX:') ? [variable.slice(3).toLowerCase()] : []
}

function feeds(effect: ScoreEffect, wanted: ReadonlySet<string>, tx: ReadonlyMap<string, string>): boolean {
  if (effect.operation !== 'add' && effect.operation !== 'set') return false
  return wanted.has(expandFromTx(effect.name, tx).toLowerCase())
}

/** setvar runs once for each value that its link matched. */
function pointsOf(rule: ExplainedRule, effects: readonly ScoreEffect[], tx: ReadonlyMap<string, string>): number {
  return effects.reduce((sum, effect) => {
    const times = rule.matches.filter(({ line }) => line === effect.line).length || 1
    return sum + (Number(expandFromTx(effect.value, tx)) || 0) * times
  }, 0)
}

/**
 * A chain does not match when one of its links does not, so the values of one link are enough: of the first whose values
 * all come from the traffic, else of the first that has any such, else of the first.
 */
function removableTargets(rule: ExplainedRule): readonly ExplainedMatch[] {
  const links = new Map<number, ExplainedMatch[]>()
  for (const match of rule.matches) {
    const list = links.get(match.line)
    if (list === undefined) links.set(match.line, [match])
    else list.push(match)
  }
  const lists = [...links.values()]
  const traffic = (list: readonly ExplainedMatch[]): readonly ExplainedMatch[] =>
    list.filter(({ variable }) => isTraffic(variable))
  const whole = lists.find((list) => traffic(list).length === list.length)
  if (whole !== undefined) return whole
  const some = lists.find((list) => traffic(list).length > 0)
  return some === undefined ? (lists[0] ?? []) : traffic(some)
}

function scoreOf(blocker: ExplainedRule, tx: ReadonlyMap<string, string>): Blame['score'] {
  const match = blocker.matches[0]
  if (match === undefined || !/^(?:ge|gt)$/i.test(match.operator)) return null
  const macro = /^%\{tx[.:]([^}]+)\}$/i.exec(match.argument)
  const limit = Number(macro === null ? match.argument : tx.get(macro[1]!.toLowerCase()))
  const value = Number(match.value)
  return Number.isFinite(limit) && Number.isFinite(value) ? { name: match.variable, value, limit } : null
}

import type { LoggedRecord } from '../audit-log/logged-record.js'
import type { Exchange } from '../exchange/exchange.js'
import type { ExchangeEnds } from '../exchange/run-exchange.js'
import { type ExcludedTarget, excludedTarget } from '../exclusions/excluded-target.js'
import type { Exclusion } from '../exclusions/exclusion.js'
import { exactLocation } from '../exclusions/location.js'
import { blameOf } from '../replay/causes.js'
import { endsOf, exchangeOf } from '../replay/logged-exchange.js'
import type { Replayer } from '../replay/replayer.js'
import type { ScoreEffect } from '../replay/score-effects.js'

/** A target that made a rule match in a request that was blocked. */
export interface Suspect {
  readonly rule: number
  readonly message: string
  readonly severity: number | null
  readonly target: ExcludedTarget
  /** `ARGS:json.items.array_3.note`: as this request has it. */
  readonly variable: string
  readonly value: string
  /** What each such value adds to the score; 0 for a rule that blocks by itself. */
  readonly points: number
}

/** A request of a log that is blocked, with everything that must be excluded so that nothing of it counts. */
export interface TuneCase {
  readonly id: string
  readonly place: string
  readonly client: string
  readonly request: string
  readonly path: string
  readonly exchange: Exchange
  readonly ends: ExchangeEnds
  readonly suspects: readonly Suspect[]
  /** The points of all causes together. */
  readonly score: number
  /** Null: with all of it excluded the request passes. Else what still blocks it. */
  readonly stuckAt: string | null
}

/** Times that a request is shown to the rules: each block that is lifted may uncover another. */
const mostRounds = 20

/** Null: the request is not blocked. */
export async function tuneCase(
  record: LoggedRecord,
  replayer: Replayer,
  effects: ReadonlyMap<number, readonly ScoreEffect[]>,
): Promise<TuneCase | null> {
  const exchange = exchangeOf(record)
  const ends = endsOf(record)
  const suspects = new Map<string, Suspect>()
  const exclusions: Exclusion[] = []
  let path = ''
  let score = 0
  let stuckAt: string | null = 'more rules than could be tried one after the other'
  for (let round = 0; round < mostRounds; round++) {
    const replay = await replayer.replay(exchange, ends, exclusions)
    path = replay.path
    if (replay.interruption === null) {
      stuckAt = null
      break
    }
    const { ruleId } = replay.interruption
    let isNew = false
    for (const { rule, points, targets } of blameOf(replay, effects).causes) {
      if (round === 0) score += points
      for (const match of targets) {
        const target = excludedTarget(match.variable)
        const key = `${rule.id} ${target.text}`
        if (suspects.has(key)) continue
        isNew = true
        const { id, message, severity } = rule
        const each = points / Math.max(1, rule.matches.filter(({ line }) => line === match.line).length)
        suspects.set(key, {
          rule: id,
          message,
          severity,
          target,
          variable: match.variable,
          value: match.original,
          points: each,
        })
        exclusions.push({ rule: id, target, location: exactLocation(path) })
      }
    }
    if (isNew) continue
    stuckAt = ruleId === 0 ? 'a limit' : `rule ${ruleId}`
    break
  }
  if (suspects.size === 0 && stuckAt === null) return null
  const { request } = exchange
  return {
    id: record.id,
    place: record.place,
    client: record.client.address,
    request: `${request.method} ${request.target}`,
    path,
    exchange,
    ends,
    suspects: [...suspects.values()],
    score,
    stuckAt,
  }
}

import { displayText } from '../display-text.js'
import type { Exchange } from '../exchange/exchange.js'
import type { ExchangeEnds } from '../exchange/run-exchange.js'
import type { Exclusion } from '../exclusions/exclusion.js'
import { blameOf } from '../replay/causes.js'
import type { Replayer } from '../replay/replayer.js'
import type { ScoreEffect } from '../replay/score-effects.js'
import type { Proposal } from './propose.js'
import { putValue } from './put-value.js'
import type { TuneCase } from './tune-case.js'

/** A request that is known to be an attack. */
export interface Attack {
  readonly id: string
  readonly exchange: Exchange
  readonly ends: ExchangeEnds
}

/** What is open at an excluded parameter. */
export interface OpenParameter {
  readonly location: string
  readonly target: string
  readonly rules: readonly number[]
  /** Values that were put there. */
  readonly tried: number
  /** Of these, blocked before; the others never were, there. */
  readonly blockedBefore: number
  /** Values that are blocked without the exclusions of this parameter and pass with them. */
  readonly newlyPassing: readonly { readonly attack: string; readonly value: string }[]
  /** Why no value was put there; null when some were. */
  readonly notTried: string | null
}

/** What the exclusions do to attacks. */
export interface AttackReport {
  readonly attacks: number
  readonly blockedBefore: number
  /** Attacks that were blocked and are not with the exclusions, as they are. */
  readonly newlyPassing: readonly { readonly id: string; readonly request: string }[]
  readonly values: number
  readonly parameters: readonly OpenParameter[]
}

const valued = /^(?:ARGS|ARGS_GET|ARGS_POST|REQUEST_COOKIES|REQUEST_HEADERS|XML|FILES)(?::|$)/
/** Longest value that is put elsewhere, in bytes. */
const longest = 8192

/**
 * Shows attacks to the rules with and without the exclusions: each attack as it is, and then every value that an attack
 * was noticed by in the place of every parameter that is excluded from something.
 */
export async function checkAttacks(
  attacks: readonly Attack[],
  proposals: readonly Proposal[],
  cases: readonly TuneCase[],
  replayer: Replayer,
  effects: ReadonlyMap<number, readonly ScoreEffect[]>,
  progress: (text: string) => void,
): Promise<AttackReport> {
  const values = new Map<string, string>()
  const newlyPassing: { id: string; request: string }[] = []
  let blockedBefore = 0
  for (const [at, { id, exchange, ends }] of attacks.entries()) {
    progress(`attack ${at + 1} of ${attacks.length}`)
    const replay = await replayer.replay(exchange, ends)
    if (replay.interruption === null) continue
    blockedBefore++
    for (const { targets } of blameOf(replay, effects).causes) {
      for (const { variable, original } of targets) {
        const isValue = valued.test(variable) && original !== '' && original.length <= longest
        if (isValue && !values.has(original)) values.set(original, id)
      }
    }
    if (!(await replayer.isBlocked(exchange, ends, proposals))) {
      const { method, target } = exchange.request
      newlyPassing.push({ id, request: displayText(`${method} ${target}`) })
    }
  }
  const parameters: OpenParameter[] = []
  const places = placesOf(proposals)
  for (const [at, place] of places.entries()) {
    progress(`attack values, parameter ${at + 1} of ${places.length}`)
    parameters.push(await openParameter(place, proposals, values, cases, replayer))
  }
  return { attacks: attacks.length, blockedBefore, newlyPassing, values: values.size, parameters }
}

/** Proposals by parameter: what the rules do there is one thing. */
function placesOf(proposals: readonly Proposal[]): readonly (readonly Proposal[])[] {
  const places = new Map<string, Proposal[]>()
  for (const proposal of proposals) {
    const key = `${proposal.location.operator} ${proposal.target.text}`
    const list = places.get(key)
    if (list === undefined) places.set(key, [proposal])
    else list.push(proposal)
  }
  return [...places.values()]
}

async function openParameter(
  place: readonly Proposal[],
  all: readonly Exclusion[],
  values: ReadonlyMap<string, string>,
  cases: readonly TuneCase[],
  replayer: Replayer,
): Promise<OpenParameter> {
  const { location, target } = place[0]!
  const others = all.filter((each) => !(place as readonly Exclusion[]).includes(each))
  const report = { location: displayText(location.text), target: target.text, rules: place.map(({ rule }) => rule) }
  const samples = cases.filter(
    ({ path, suspects }) => location.covers(path) && suspects.some((each) => each.target.text === target.text),
  )
  const [sample] = samples.sort((a, b) => a.exchange.request.body.length - b.exchange.request.body.length)
  const variable = sample?.suspects.find((each) => each.target.text === target.text)?.variable
  if (sample === undefined || variable === undefined) return { ...report, ...untried('no request of the log has it') }
  const newlyPassing: { attack: string; value: string }[] = []
  let tried = 0
  let blockedBefore = 0
  for (const [value, attack] of values) {
    const request = putValue(sample.exchange.request, variable, value)
    if (request === null) continue
    tried++
    const exchange = { request, response: null }
    if (!(await replayer.isBlocked(exchange, sample.ends, others))) continue
    blockedBefore++
    if (!(await replayer.isBlocked(exchange, sample.ends, all)))
      newlyPassing.push({ attack, value: displayText(value) })
  }
  if (tried === 0) return { ...report, ...untried('its value is not the client’s to choose') }
  return { ...report, tried, blockedBefore, newlyPassing, notTried: null }
}

function untried(notTried: string): Pick<OpenParameter, 'tried' | 'blockedBefore' | 'newlyPassing' | 'notTried'> {
  return { tried: 0, blockedBefore: 0, newlyPassing: [], notTried }
}

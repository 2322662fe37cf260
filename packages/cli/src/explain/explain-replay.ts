import type { ExplainedMatch, ExplainedRule } from 'secrule'
import type { LoggedRecord } from '../audit-log/logged-record.js'
import { displayText } from '../display-text.js'
import type { Exclusion } from '../exclusions/exclusion.js'
import { exactLocation } from '../exclusions/location.js'
import { exclusionsOf, looksAtNothingElse, remediesFor } from '../exclusions/remedies.js'
import { freeIds, locationRule } from '../exclusions/write-exclusions.js'
import { blameOf } from '../replay/causes.js'
import { endsOf, exchangeOf } from '../replay/logged-exchange.js'
import type { Replay, Replayer } from '../replay/replayer.js'
import { scoreEffects } from '../replay/score-effects.js'
import { severityName } from '../severity-name.js'
import type { ExplainedRecord, ExplainedRecordRule, ExplainedValue } from './explained-record.js'
import { differences } from './replay-notes.js'

/** Explains a record by showing its request to the rules again. The record must have a request. */
export async function explainReplay(
  record: LoggedRecord,
  replayer: Replayer,
  firstId: number,
): Promise<ExplainedRecord> {
  const exchange = exchangeOf(record)
  const ends = endsOf(record)
  const replay = await replayer.replay(exchange, ends)
  const { program } = replayer
  const blame = blameOf(replay, scoreEffects(program))
  const location = exactLocation(replay.path)
  const newId = freeIds(firstId, new Set(program.rules.map(({ id }) => id)))
  const causes = new Map(blame.causes.map((cause) => [cause.rule.id, cause]))
  const all: Exclusion[] = []
  const rules: ExplainedRecordRule[] = []
  for (const rule of told(replay)) {
    const cause = causes.get(rule.id)
    const candidates = exclusionsOf(rule.id, cause?.targets.map(({ variable }) => variable) ?? [], location)
    const exclusions = rule.matches.length > candidates.length ? await needed(candidates, record, replayer) : candidates
    all.push(...exclusions)
    rules.push({
      id: rule.id,
      message: displayText(rule.message),
      data: displayText(rule.data),
      severity: severityName(rule.severity),
      file: rule.file,
      line: rule.line,
      isBlocker: rule === blame.blocker,
      points: cause === undefined || cause.points === 0 ? null : { value: cause.points, by: 'replay' },
      values: rule.matches.map(shown),
      remedies: cause === undefined ? [] : remediesFor(rule.id, exclusions, newId()),
      isWhole: exclusions.length > 0 && looksAtNothingElse(program, rule.id, exclusions),
    })
  }
  const { interruption } = replay
  return {
    ...headOf(record),
    verdict: { blocked: interruption !== null, interruption, ruleId: interruption?.ruleId ?? null },
    score: blame.score,
    rules,
    together: all.length === 0 ? null : locationRule(location.operator, all, newId()),
    passes: interruption === null || all.length === 0 ? null : !(await replayer.isBlocked(exchange, ends, all)),
    notes: differences(record, replay),
  }
}

/** Of what could be excluded of a chain, what must be: a value may pass its first link and not its last. */
async function needed(
  candidates: readonly Exclusion[],
  record: LoggedRecord,
  replayer: Replayer,
): Promise<readonly Exclusion[]> {
  let kept = candidates
  for (const candidate of candidates) {
    const rest = kept.filter((each) => each !== candidate)
    if (rest.length === 0) break
    const { explanation } = await replayer.replay(exchangeOf(record), endsOf(record), rest)
    if (!explanation.rules.some(({ id }) => id === candidate.rule)) kept = rest
  }
  return kept
}

/** What every explanation says first. */
export function headOf(record: LoggedRecord): Pick<ExplainedRecord, 'id' | 'time' | 'client' | 'request'> {
  const { request } = record
  return {
    id: displayText(record.id),
    time: displayText(record.time),
    client: displayText(record.client.address),
    request: request === null ? '(no request in the record)' : displayText(`${request.method} ${request.target}`),
  }
}

/** Rules that log, the one that stopped it among them. */
function told({ explanation }: Replay): readonly ExplainedRule[] {
  return explanation.rules.filter(({ logged, disruptive }) => logged || disruptive)
}

function shown(match: ExplainedMatch): ExplainedValue {
  return {
    variable: displayText(match.variable),
    original: displayText(match.original),
    steps: match.steps.map(({ transformation, value }) => ({ transformation, value: displayText(value) })),
    value: displayText(match.value),
    operator: match.operator,
    argument: displayText(match.argument),
    negated: match.negated,
    matched: match.matched === null ? null : displayText(match.matched),
    isCut: false,
  }
}

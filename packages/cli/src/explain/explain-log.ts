import { transformations } from '@secrule/stdlib'
import type { LoggedMatch, LoggedRecord } from '../audit-log/logged-record.js'
import { displayText } from '../display-text.js'
import { isTraffic } from '../exclusions/excluded-target.js'
import type { Exclusion } from '../exclusions/exclusion.js'
import { exactLocation } from '../exclusions/location.js'
import { exclusionsOf, remediesFor } from '../exclusions/remedies.js'
import { freeIds, locationRule } from '../exclusions/write-exclusions.js'
import { pathOf } from '../replay/replayer.js'
import { severityName } from '../severity-name.js'
import { headOf } from './explain-replay.js'
import type { ExplainedRecord, ExplainedRecordRule, ExplainedValue } from './explained-record.js'

/** The points that the Core Rule Set gives by severity, unless it is told otherwise. */
const usualPoints: Readonly<Record<number, number>> = { 2: 5, 3: 4, 4: 3, 5: 2 }

/** Explains a record by what the log says alone: the last value of each rule, and points as they usually are. */
export function explainLog(record: LoggedRecord, firstId: number): ExplainedRecord {
  const location = exactLocation(pathOf(record.request?.target ?? '/'))
  const newId = freeIds(firstId, new Set())
  const all: Exclusion[] = []
  const rules = record.matches.map((match): ExplainedRecordRule => {
    const isCause = match.variable !== '' && isTraffic(match.variable)
    const exclusions = isCause ? exclusionsOf(match.id, [match.variable], location) : []
    all.push(...exclusions)
    const points = isCause && match.severity !== null ? usualPoints[match.severity] : undefined
    return {
      id: match.id,
      message: displayText(match.message),
      data: displayText(match.data),
      severity: severityName(match.severity),
      file: displayText(match.file),
      line: match.line,
      isBlocker: match.denial !== null,
      points: points === undefined ? null : { value: points, by: 'severity' },
      values: match.variable === '' ? [] : [loggedValue(match)],
      remedies: isCause ? remediesFor(match.id, exclusions, newId()) : [],
      isWhole: false,
    }
  })
  const denial = record.matches.find(({ denial }) => denial !== null)
  return {
    ...headOf(record),
    verdict: {
      blocked: record.isIntercepted ?? (denial === undefined ? null : true),
      interruption: null,
      ruleId: denial?.id ?? null,
    },
    score: null,
    rules,
    together: all.length === 0 ? null : locationRule(location.operator, all, newId()),
    passes: null,
    notes: [
      ...record.matches
        .filter(({ operator, variable }) => operator.startsWith('detect') && variable === '')
        .map(({ id }) => `the log does not say where rule ${id} found something`),
      'this is what the log alone says: the last value of each rule, and the usual points of its severity; --rules FILES shows all of it, and tries the exclusions out',
    ],
  }
}

/** The transformations that the log names are run again on the value that it shows, if it shows all of it. */
function loggedValue(match: LoggedMatch): ExplainedValue {
  const steps: { transformation: string; value: string }[] = []
  let value = match.value
  for (const name of match.isCut ? [] : match.transformations) {
    const definition = transformations.get(name)
    if (definition === null) break
    value = definition.run(value)
    steps.push({ transformation: definition.name, value: displayText(value) })
  }
  return {
    variable: displayText(match.variable),
    original: displayText(match.value),
    steps,
    value: displayText(value),
    operator: match.operator === '' ? '' : match.operator[0]!.toLowerCase() + match.operator.slice(1),
    argument: displayText(match.argument),
    negated: false,
    matched: null,
    isCut: match.isCut,
  }
}

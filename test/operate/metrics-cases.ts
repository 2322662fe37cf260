import { observedEngine } from '@secrule/host'
import { prometheusObserver } from '@secrule/host/prometheus'
import { Registry } from 'prom-client'
import { compile, createEngine } from 'secrule'
import { runExchange } from './command-modules.js'

const rules = `SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecRule ARGS:q "@contains bad" "id:1,phase:2,deny"
SecRule RESPONSE_BODY "@contains secret" "id:2,phase:4,deny"
`

/** The samples of a text exposition by name and labels. */
export function samplesOf(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

/** Counts requests, blocks, bytes, phases and failures of an observed engine and compares them with what was sent. */
export async function metricsFaults(): Promise<string[]> {
  const registry = new Registry()
  const engine = createEngine(compile({ text: rules }))
  let lost = 0
  const observed = observedEngine(engine, prometheusObserver(registry, { lostAuditRecords: () => lost, mostRules: 1 }))
  const send = (query: string, content: string): Promise<void> => {
    const request = {
      method: 'POST',
      target: '/',
      version: '1.1',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']] as const,
      body: query,
    }
    const response = { status: 200, version: '1.1', headers: [['Content-Type', 'text/html']] as const, body: content }
    return runExchange(observed as typeof engine, { request, response }, () => {}, { id: `${Math.random()}` })
  }
  await send('q=good', 'fine')
  await send('q=bad', 'fine')
  await send('q=bad', 'fine')
  await send('q=good', 'a secret')
  observed.reload(compile({ text: rules }))
  lost = 7
  const broken = observedEngine(
    {
      newTransaction: () => {
        throw new Error('broken')
      },
      reload: () => {
        throw new Error('broken')
      },
    },
    prometheusObserver(new Registry()),
  )
  const faults: string[] = []
  for (const call of [() => broken.newTransaction({ id: 'x' }), () => broken.reload(compile({ text: rules }))]) {
    try {
      call()
      faults.push('an error of the engine is swallowed')
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'broken') faults.push(`another error: ${error}`)
    }
  }
  const samples = samplesOf(await registry.metrics())
  const wanted: Readonly<Record<string, number>> = {
    secrule_requests_total: 4,
    secrule_requests_active: 0,
    'secrule_blocks_total{rule="1",phase="2",action="deny"}': 2,
    'secrule_blocks_total{rule="other",phase="4",action="deny"}': 1,
    'secrule_phase_duration_seconds_count{phase="1"}': 4,
    'secrule_phase_duration_seconds_count{phase="2"}': 4,
    'secrule_phase_duration_seconds_count{phase="3"}': 2,
    'secrule_phase_duration_seconds_count{phase="4"}': 2,
    'secrule_phase_duration_seconds_count{phase="5"}': 4,
    'secrule_body_bytes_total{body="request"}': 22,
    'secrule_body_bytes_total{body="response"}': 12,
    secrule_errors_total: 0,
    'secrule_reloads_total{result="success"}': 1,
    'secrule_reloads_total{result="failure"}': 0,
    secrule_audit_records_lost_total: 7,
  }
  for (const [name, value] of Object.entries(wanted)) {
    if (samples.get(name) !== value) faults.push(`${name} is ${samples.get(name)}, not ${value}`)
  }
  await engine.close()
  return faults
}

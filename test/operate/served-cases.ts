import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Serving, secrule } from '../cli/secrule-process.js'
import { samplesOf } from './metrics-cases.js'

const rules = (log: string): string => `SecRuleEngine On
SecAuditEngine RelevantOnly
SecAuditLogParts ABFHZ
SecAuditLogFormat JSON
SecAuditLog ${log}
SecRule ARGS:q "@contains attack" "id:10,phase:2,deny,status:406,log,auditlog,msg:'Found it'"
`

/**
 * A proxy under load whose logs are renamed with a SIGHUP, and whose log folder is removed: every request keeps its
 * verdict, every block has one whole record and one line, and the metrics agree with what was sent.
 */
export async function servedFaults(folder: string): Promise<{ faults: string[]; requests: number }> {
  const faults: string[] = []
  const site: Server = createServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  mkdirSync(`${folder}/logs`)
  const audit = `${folder}/logs/audit.log`
  writeFileSync(`${folder}/rules.conf`, rules(audit))
  const upstream = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const errorLog = `${folder}/error.log`
  const serving = new Serving(
    ['serve', '--rules', `${folder}/rules.conf`, '--upstream', upstream, '--listen', '127.0.0.1:0'].concat([
      '--error-log',
      errorLog,
      '--metrics',
      '0',
      '--mask-credentials',
    ]),
  )
  const [, url, metricsUrl] = await serving.until(/listens on (http:\S+) before .*metrics at (http:\S+)/)
  const blocked: string[] = []
  let requests = 0
  const send = async (isAttack: boolean): Promise<void> => {
    requests++
    const headers = { Authorization: 'Basic c2VjcmV0OnNlY3JldA==', Cookie: 'sid=hush-hush' }
    const response = await fetch(`${url}/?q=${isAttack ? 'attack' : 'fine'}`, { headers })
    await response.text()
    if (response.status !== (isAttack ? 406 : 200)) faults.push(`${isAttack}: ${response.status}`)
    if (isAttack) blocked.push(response.headers.get('x-request-id') ?? '')
  }
  const load = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 5) await Promise.all([0, 1, 2, 3, 4].map((place) => send(place % 2 === 0)))
  }
  await load(50)
  const reloads = (): number =>
    existsSync(errorLog) ? readFileSync(errorLog, 'utf8').split('rules reloaded').length - 1 : 0
  for (const turn of [1, 2]) {
    renameSync(audit, `${audit}.${turn}`)
    renameSync(errorLog, `${errorLog}.${turn}`)
    const sending = load(50)
    serving.child.kill('SIGHUP')
    await sending
    await serving.until(/1/, () => `${reloads()}`)
    await load(20)
  }
  const samples = samplesOf(await (await fetch(metricsUrl!)).text())
  const expected: Readonly<Record<string, number>> = {
    secrule_requests_total: requests,
    secrule_requests_active: 0,
    'secrule_blocks_total{rule="10",phase="2",action="deny"}': blocked.length,
    'secrule_reloads_total{result="success"}': 2,
    secrule_audit_records_lost_total: 0,
    'secrule_proxy_exchanges_total{outcome="blocked"}': blocked.length,
  }
  for (const [name, value] of Object.entries(expected)) {
    if (samples.get(name) !== value) faults.push(`${name} is ${samples.get(name)}, not ${value}`)
  }
  if ((await fetch(metricsUrl!.replace('/metrics', '/'))).status !== 404) faults.push('metrics are everywhere')
  const records = [audit, `${audit}.1`, `${audit}.2`].flatMap((path) => readFileSync(path, 'utf8').trim().split('\n'))
  const ids = records.map((line) => (JSON.parse(line) as { transaction: { unique_id: string } }).transaction.unique_id)
  if ([...ids].sort().join() !== [...blocked].sort().join())
    faults.push(`${ids.length} records for ${blocked.length} blocks`)
  if (/c2VjcmV0|hush-hush/.test(records.join())) faults.push('credentials are in the audit log')
  const lines = [errorLog, `${errorLog}.1`, `${errorLog}.2`].map((path) => readFileSync(path, 'utf8')).join('')
  for (const id of blocked) if (!lines.includes(`[unique_id "${id}"]`)) faults.push(`no line for ${id}`)
  rmSync(`${folder}/logs`, { recursive: true })
  await load(10)
  if (readFileSync(audit, 'utf8').trim().split('\n').length !== 6) faults.push('the log is not made anew')
  const code = await serving.stop()
  if (code !== 0) faults.push(`exit code ${code}: ${serving.said}`)
  site.close()
  return { faults, requests }
}

/** The command as it is typed: the list of records, one by its id, and what it says when there is none. */
export async function explainFaults(folder: string, log: string, conf: string): Promise<string[]> {
  const faults: string[] = []
  const empty = `${folder}/empty.log`
  writeFileSync(empty, '')
  const [list, plain, replayed, unknown, none, missing] = await Promise.all([
    secrule(['explain', log]),
    secrule(['explain', log, 'exchange-1']),
    secrule(['explain', log, 'exchange-1', '--rules', conf]),
    secrule(['explain', log, 'nobody']),
    secrule(['explain', empty]),
    secrule(['tune', `${folder}/not-there.log`, '--rules', conf]),
  ])
  const check = (name: string, run: typeof list, code: number, pattern: RegExp): void => {
    if (run.code !== code || !pattern.test(run.out + run.err)) faults.push(`${name}: ${run.code} ${run.out}${run.err}`)
  }
  check('list', list, 0, /^exchange-0 .*\/a\?q=union.*rules 1\nexchange-1 .*\n\n2 records: give the id of one/)
  check(
    'one',
    plain,
    0,
    /^logged {2}GET \/b\?r=select\nrecord exchange-1[\s\S]*rule 2 two[\s\S]*ARGS:r: select\n[\s\S]*@contains select matched[\s\S]*ctl:ruleRemoveTargetById=2;ARGS:r"[\s\S]*SecRuleUpdateTargetById 2 "!ARGS:r"[\s\S]*SecRuleRemoveById 2/,
  )
  check(
    'replayed',
    replayed,
    0,
    /^blocked with 403 by rule 2 in phase 2 {2}GET[\s\S]*\[stops\][\s\S]*tried: with the first one the request passes\n$/,
  )
  check('unknown', unknown, 2, /has no record nobody; without an id, all are listed/)
  check('none', none, 2, /empty\.log has no record/)
  check('missing', missing, 2, /cannot read .*not-there\.log/)
  return faults
}

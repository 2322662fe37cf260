import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { DialectName } from 'secrule'
import type { LoggedRecord } from '../../packages/cli/src/audit-log/logged-record.js'
import type { Exchange } from '../../packages/cli/src/exchange/exchange.js'
import { readAuditLog } from './command-modules.js'
import { writeLog } from './write-log.js'

const rules = `SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecRule ARGS|REQUEST_BODY "@rx un\\[?ion" "id:1,phase:2,pass,log,auditlog,t:none,t:lowercase,msg:'It says \\x22x\\x22',logdata:'%{MATCHED_VAR}',severity:ERROR,tag:'a/b'"
SecRule ARGS "@detectSQLi" "id:2,phase:2,deny,status:403,log,auditlog,capture,logdata:'Matched Data: %{TX.0} found within %{MATCHED_VAR_NAME}: %{MATCHED_VAR}',severity:CRITICAL"
`

/** Requests that log formats must carry whole: bytes, line ends at the end of a body, and lines that look like parts. */
export const readExchanges: readonly Exchange[] = [
  { target: '/a?q=UN[ION&x=%221%22', body: null },
  { target: "/b?q=1'+or+'1'%3d'1", body: null },
  { target: '/c', body: 'q=union\n' },
  { target: '/d', body: 'q=union%20%c3%a4&r=\xc3\xa4' },
  { target: '/e', body: 'q=union&r=\xff\xfe' },
  {
    target: `/g?q=${encodeURIComponent('union\' against variable `TX:z\' (Value: `y\' ) [file "f"] [id "7"]\n--1-A--')}`,
    body: null,
  },
  { target: '/f', body: 'q=union&r=a\n--00000000-A--\n---x---B--\nb' },
].map(({ target, body }) => ({
  request: {
    method: body === null ? 'GET' : 'POST',
    target,
    version: '1.1',
    headers: [
      ['Host', 'h'],
      ['X-Raw', 'a: b "c" \\x41'],
      ...(body === null
        ? []
        : ([
            ['Content-Type', 'application/x-www-form-urlencoded'],
            ['Content-Length', `${body.length}`],
          ] as const)),
    ],
    body: body ?? '',
  },
  response: null,
}))

export const readForms: readonly {
  readonly format: string
  readonly dialect: DialectName
  readonly concurrent?: true
}[] = [
  { format: 'JSON', dialect: 'secrule' },
  { format: 'JSON', dialect: 'modsecurity2' },
  { format: 'JSON', dialect: 'coraza' },
  { format: 'OCSF', dialect: 'secrule' },
  { format: 'Native', dialect: 'secrule' },
  { format: 'Native', dialect: 'modsecurity2' },
  { format: 'Native', dialect: 'modsecurity3' },
  { format: 'Native', dialect: 'coraza' },
  { format: 'JSON', dialect: 'secrule', concurrent: true },
  { format: 'Native', dialect: 'modsecurity2', concurrent: true },
  { format: 'Native', dialect: 'modsecurity3', concurrent: true },
]

/** Writes the requests in a form, reads them again, and compares. */
export async function readFaults(form: (typeof readForms)[number], folder: string): Promise<string[]> {
  const { format, dialect, concurrent } = form
  const path = `${folder}/audit.log`
  const storage = `${folder}/records`
  if (concurrent === true) mkdirSync(storage)
  const stored = concurrent === true ? { storage } : {}
  await writeLog([{ text: rules, name: 'rules.conf' }], readExchanges, { path, format, dialect, ...stored })
  const faults = await compared(path, 'log')
  if (concurrent === true) faults.push(...(await compared(storage, 'folder')))
  return faults
}

async function compared(path: string, what: string): Promise<string[]> {
  const faults: string[] = []
  const skipped = (place: string, why: string): void => void faults.push(`${place}: ${why}`)
  const found = new Map<string, LoggedRecord>()
  for await (const record of readAuditLog(path, skipped)) found.set(record.id, record)
  if (found.size !== readExchanges.length) faults.push(`${what}: ${found.size} records`)
  for (const [at, { request }] of readExchanges.entries()) {
    const record = found.get(`exchange-${at}`)
    const fail = (name: string, value: unknown): void =>
      void faults.push(`${what} ${at} ${name}: ${JSON.stringify(value)}`)
    if (record?.request == null) {
      fail('request', record)
      continue
    }
    for (const name of ['method', 'target', 'version', 'body'] as const) {
      if (record.request[name] !== request[name]) fail(name, record.request[name])
    }
    if (JSON.stringify(record.request.headers) !== JSON.stringify(request.headers))
      fail('headers', record.request.headers)
    if (record.client.address !== '198.51.100.7' || record.client.port !== 54_321) fail('client', record.client)
    const ids = record.matches.map(({ id }) => id)
    if (at === 1 ? !ids.includes(2) : !ids.includes(1)) fail('rules', ids)
    if (ids.includes(7)) fail('rules', ids)
    const match = record.matches.find(({ id }) => id === (at === 1 ? 2 : 1))
    if (at === 0 && match?.message !== 'It says \\x22x\\x22' && match?.message !== 'It says "x"')
      fail('message', match?.message)
    if (match?.severity !== (at === 1 ? 2 : 3)) fail('severity', match?.severity)
    if ((at < 2 || at === 5) && match?.variable !== 'ARGS:q') fail('variable', match?.variable)
    if (at === 0 && match?.value !== 'UN[ION') fail('value', match?.value)
    if (record.isIntercepted === (at !== 1)) fail('isIntercepted', record.isIntercepted)
  }
  return faults
}

/** Logs that were cut off, mixed up, or are none: every whole record is read, the rest is told, nothing throws. */
export async function brokenFaults(folder: string): Promise<{ faults: string[]; count: number }> {
  const faults: string[] = []
  const native = `${folder}/native.log`
  const json = `${folder}/json.log`
  await writeLog([{ text: rules, name: 'r.conf' }], readExchanges, { path: native, format: 'Native' })
  await writeLog([{ text: rules, name: 'r.conf' }], readExchanges, { path: json, format: 'JSON' })
  const texts = [readFileSync(native, 'latin1'), readFileSync(json, 'latin1')]
  let count = 0
  for (const text of texts) {
    for (let cut = 0; cut < text.length; cut += 97) {
      const path = `${folder}/cut.log`
      writeFileSync(path, text.slice(0, cut), 'latin1')
      appendFileSync(path, `\nnoise \x00\xff\n{"transaction":5}\n[]\n{\n${text}`, 'latin1')
      const ids: string[] = []
      let told = 0
      for await (const record of readAuditLog(path, () => told++)) ids.push(record.id)
      count++
      const whole = readExchanges.map((_each, at) => `exchange-${at}`)
      if (ids.slice(-whole.length).join() !== whole.join()) faults.push(`cut at ${cut}: ${ids.join()}`)
      // In a record that has no end, the noise is taken for a part of it.
      if (told < (text.startsWith('{') || cut === 0 ? 4 : 1)) faults.push(`cut at ${cut}: only ${told} told`)
    }
  }
  return { faults, count }
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import {
  formatCorazaJson,
  formatJson,
  formatLegacyJson,
  formatLogEvent,
  formatNative,
  formatOcsf,
  formatRecord,
  guardianLine,
  indexLine,
} from '@secrule/audit'
import { syslogMessage } from '@secrule/audit/node'
import type { AuditRecord } from '@secrule/program'
import fc from 'fast-check'
import { goldenRequest, goldenRules, logged } from '../../../test/logs/log-case.js'
import { ocsfFaults } from './ocsf-faults.js'
import { hostileRecord, nativeParts } from './sample-record.js'

const update = process.env.SECRULE_UPDATE === '1'
const runs = process.env.SECRULE_PROOF === '1' ? 20_000 : 400
const jsonFormats = { formatJson, formatCorazaJson, formatLegacyJson, formatOcsf }
/** Any bytes, and often what could end a line, a field, a part or a record. */
const hostile = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\r',
        '"',
        '\\',
        '\x1b[2J',
        '\x00',
        '\x7f',
        '\x85',
        '--a1b2c3d4-A--',
        '---abcd1234---H--',
        '] [id "9"]',
        ' ',
        'x',
      ),
      { maxLength: 12 },
    )
    .map((pieces) => pieces.join('')),
  fc.constantFrom(
    '\n--a1b2c3d4-Z--\n\n--a1b2c3d4-A--\n[22/Nov/2026:10:00:00 +0000] forged',
    'J\xc3\xb6rg \xe2\x82\xac',
    '__proto__',
  ),
)

/** Every format of one and the same transaction, against the files in test/logs. */
export async function goldenFaults(): Promise<{ readonly count: number; readonly faults: string[] }> {
  const { record, lines, events } = await logged(goldenRules, goldenRequest)
  const version3 = await logged(goldenRules.replace(/,sanitise\w+:\w+|SecSensorId .*\n/g, ''), goldenRequest, {
    dialect: 'modsecurity3',
  })
  const file = {
    name: '/20261122/20261122-1000/20261122-100000-golden-1',
    size: 4321,
    md5: 'd41d8cd98f00b204e9800998ecf8427e',
  }
  if (record === null || version3.record === null) return { count: 0, faults: ['no record'] }
  const texts: Readonly<Record<string, string>> = {
    'native.modsecurity2.log': formatNative(record, { boundary: 'a1b2c3d4-' }),
    'native.modsecurity3.log': formatNative(version3.record, { boundary: '-Ab12Cd34---' }),
    'native.coraza.log': formatNative(record, { style: 'coraza', boundary: 'abcdefghij-' }),
    'json.modsecurity3.json': `${formatJson(record)}\n`,
    'json.coraza.json': `${formatCorazaJson(record)}\n`,
    'json.modsecurity2.json': `${formatLegacyJson(record)}\n`,
    'ocsf.json': `${formatOcsf(record)}\n`,
    'index.modsecurity2.log': indexLine(record, file),
    'index.modsecurity3.log': indexLine(version3.record, { ...file, name: `/var/log/audit${file.name}` }),
    'guardian.log': guardianLine(record),
    'syslog.log': `${syslogMessage(record).replace(/ \S+ secrule \d+ /, ' HOST secrule PID ')}\n`,
    'error.log': lines.map((line) => `${line}\n`).join(''),
    'error.jsonl': events.map((event) => `${formatLogEvent(event)}\n`).join(''),
  }
  const faults = Object.entries(texts).flatMap(([name, text]) => {
    const path = `test/logs/golden/${name}`
    if (update) writeFileSync(path, Buffer.from(text, 'latin1'))
    if (!existsSync(path)) return [`${path} is missing: SECRULE_UPDATE=1 writes it`]
    return readFileSync(path, 'latin1') === text ? [] : [`${path} differs:\n${text}`]
  })
  const secrets = Object.entries(texts).filter(
    ([name, text]) => !name.includes('modsecurity3.log') && /hunter2|correct horse|am9lOmh/.test(text),
  )
  const leaks = secrets.map(([name]) => `${name} shows a secret`)
  const event = JSON.parse(formatOcsf(record)) as Record<string, unknown>
  return { count: Object.keys(texts).length, faults: [...faults, ...leaks, ...ocsfFaults(event)] }
}

/** Whatever bytes stand in whatever field: one record stays one record, and one line one line. */
export function hostileFaults(): { readonly count: number; readonly faults: string[] } {
  const faults = new Set<string>()
  let count = 0
  fc.assert(
    fc.property(
      hostile,
      fc.constantFrom<AuditRecord['dialect']>('secrule', 'modsecurity3', 'modsecurity2', 'coraza'),
      (text, dialect) => {
        const record = hostileRecord(text, { dialect })
        for (const [name, format] of Object.entries(jsonFormats)) {
          count++
          const line = format(record)
          if (/[^\x20-\x7e]/.test(line)) faults.add(`${name}: not one line of ASCII for ${JSON.stringify(text)}`)
          const event = JSON.parse(line) as Record<string, unknown>
          if (name === 'formatOcsf') for (const fault of ocsfFaults(event)) faults.add(`${name}: ${fault}`)
        }
        for (const fault of nativeFaults(record)) faults.add(`native, ${dialect}: ${fault} for ${JSON.stringify(text)}`)
        const file = { name: text, size: 1, md5: 'x' }
        for (const line of [indexLine(record, file), guardianLine(record)]) {
          count++
          if (!/^[\x20-\x7e]+\n$/.test(line)) faults.add(`not one line of an index for ${JSON.stringify(text)}`)
        }
        count += 2
        if (!/^<130>1 [\x21-\x7e ]+$/.test(syslogMessage(record))) faults.add(`syslog: ${JSON.stringify(text)}`)
        return true
      },
    ),
    { numRuns: runs, seed: 20_261_122 },
  )
  return { count, faults: [...faults] }
}

function nativeFaults(record: AuditRecord): string[] {
  const text = formatNative(record)
  const parts = nativeParts(text)
  if (parts === null) return ['not one whole record']
  const expected = {
    secrule: 'ABCIFEHJKZ',
    modsecurity2: 'ABCIFEHJKZ',
    modsecurity3: 'ABCEFHIJKZ',
    coraza: 'ABCEFHIJKZ',
  }[record.dialect]
  const bodies = new Set(['C', 'E', 'I'])
  const letters = [...parts.keys()].join('')
  const wanted =
    record.request.body === '' && record.dialect !== 'modsecurity3' ? expected.replace(/[CIE]/g, '') : expected
  const faults = letters === wanted ? [] : [`parts ${letters} instead of ${wanted}`]
  for (const [letter, part] of parts) {
    if (!bodies.has(letter) && /[\x00-\x09\x0b-\x1f\x7f]/.test(part)) faults.push(`control bytes in part ${letter}`)
    if (bodies.has(letter) && /^--+[0-9A-Za-z]+-+[A-Z]--/m.test(part)) faults.push(`part ${letter} looks like others`)
  }
  const headers = parts.get('B')!.trimEnd().split('\n').length
  if (headers !== 4) faults.push(`part B has ${headers} lines`)
  return faults
}

/** Lines of an index stay short, whatever the client sends, and say so. */
export function longLineFaults(): string[] {
  const faults: string[] = []
  for (const length of [0, 10, 1000, 1300, 1400, 5000, 100_000]) {
    const record = hostileRecord('y'.repeat(20))
    const long = '\n'.repeat(length)
    const request = {
      ...record.request,
      line: `GET /${long}`,
      headers: [
        { name: 'Referer', value: long },
        { name: 'User-Agent', value: 'short' },
      ],
    }
    const line = indexLine({ ...record, request }, { name: '/x', size: 1, md5: 'm' })
    const isLong = length * 8 > 3700
    if (line.length > 3980 + 3) faults.push(`${line.length} bytes for ${length}`)
    if (line.endsWith(' L\n') !== isLong) faults.push(`marked wrongly for ${length}: ${line.slice(-30)}`)
    if (!line.includes('"short"')) faults.push(`a short field was cut for ${length}`)
    if (/\\(?!x[0-9a-f]{2})/.test(line)) faults.push(`an escape was split for ${length}`)
  }
  return faults
}

/** SecAuditLogFormat by dialect. */
export function formatChoiceFaults(): string[] {
  const faults: string[] = []
  const expected = {
    Native: { secrule: '--', modsecurity3: '---', modsecurity2: '--', coraza: '--' },
    JSON: {
      secrule: '{"transaction":{"client_ip"',
      modsecurity3: '{"transaction":{"client_ip"',
      modsecurity2: '{"transaction":{"time"',
      coraza: '{"transaction":{"timestamp"',
    },
    JSONLegacy: {
      secrule: '{"transaction":{"time"',
      modsecurity3: '{"transaction":{"time"',
      modsecurity2: '{"transaction":{"time"',
      coraza: '{"transaction":{"time"',
    },
    OCSF: {
      secrule: '{"activity_id"',
      modsecurity3: '{"activity_id"',
      modsecurity2: '{"activity_id"',
      coraza: '{"activity_id"',
    },
  } as const
  for (const format of ['Native', 'JSON', 'JSONLegacy', 'OCSF'] as const) {
    for (const dialect of ['secrule', 'modsecurity3', 'modsecurity2', 'coraza'] as const) {
      const record = hostileRecord('x', { dialect })
      const text = formatRecord({ ...record, destination: { ...record.destination, format } })
      if (!text.startsWith(expected[format][dialect]) || !text.endsWith('\n'))
        faults.push(`${format}, ${dialect}: ${text.slice(0, 40)}`)
    }
  }
  return faults
}

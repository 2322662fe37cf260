import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { type CountingSink, createAuditSink, type SinkOptions } from '@secrule/audit/node'
import { defaultSettings, type Settings } from '@secrule/program'
import { hostileRecord, nativeParts } from './sample-record.js'

/** What a case found: what is wrong, and a sentence about what it did. */
export interface CaseResult {
  readonly faults: readonly string[]
  readonly note: string
}

export type SinkCase = (folder: string) => Promise<CaseResult>

/** A sink as directives describe it, and the reports it made. */
export function sinkOf(
  change: Partial<Settings>,
  options: SinkOptions = {},
): { sink: CountingSink; reports: string[] } {
  const reports: string[] = []
  const sink = createAuditSink(
    { ...defaultSettings(), auditLogFormat: 'JSON', ...change },
    { report: (message) => void reports.push(message), ...options },
  )
  return { sink, reports }
}

/** A record that says which one it is, some 600 bytes long. */
export function numberedRecord(
  number: number,
  change: Parameters<typeof hostileRecord>[1] = {},
): ReturnType<typeof hostileRecord> {
  const record = hostileRecord('x')
  return { ...record, id: `record-${number}`, destination: { ...record.destination, format: 'JSON' }, ...change }
}

/** The ids in a log of JSON lines; a line that is none is a fault. */
export function idsIn(text: string, faults: string[]): string[] {
  return text
    .split('\n')
    .filter((line, place, all) => line !== '' || place < all.length - 1)
    .flatMap((line) => {
      try {
        return [(JSON.parse(line) as { transaction: { unique_id: string } }).transaction.unique_id]
      } catch {
        faults.push(`not a whole record: ${line.slice(0, 60)}`)
        return []
      }
    })
}

function expectIds(found: readonly string[], count: number, lost: number, faults: string[]): void {
  if (new Set(found).size !== found.length) faults.push('a record stands there twice')
  if (found.length + lost !== count) faults.push(`${found.length} of ${count} records, but ${lost} counted as lost`)
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'latin1') : '')

export const fileSinkCases: Readonly<Record<string, SinkCase>> = {
  'serial: the native form, one record behind the other': async (folder) => {
    const { sink } = sinkOf({ auditLog: `${folder}/native.log`, auditLogFormat: 'Native', auditLogFileMode: 0o666 })
    for (let i = 0; i < 20; i++) {
      const record = hostileRecord('a\n--00000000-A--\n')
      await sink.write(record)
    }
    await sink.close()
    const faults: string[] = []
    const records = read(`${folder}/native.log`).split(/(?<=-Z--\n\n)/)
    if (records.length !== 20 || records.some((record) => nativeParts(record) === null))
      faults.push('records are not whole')
    if ((statSync(`${folder}/native.log`).mode & 0o777) !== 0o666) faults.push('SecAuditLogFileMode is not kept')
    return { faults, note: `${records.length} records` }
  },

  'serial: rename and reopen during load, then copytruncate': async (folder) => {
    const path = `${folder}/rotated.log`
    const { sink } = sinkOf({ auditLog: path })
    const faults: string[] = []
    const old: string[] = []
    for (let i = 0; i < 600; i++) {
      await sink.write(numberedRecord(i))
      if (i % 100 === 99 && i < 500) {
        renameSync(path, `${path}.${i}`)
        // The program that rotates sends its signal later: until then the old file is written.
        await sink.write(numberedRecord(10_000 + i))
        sink.reopen()
        old.push(`${path}.${i}`)
      }
    }
    const before = read(path)
    truncateSync(path)
    for (let i = 600; i < 700; i++) await sink.write(numberedRecord(i))
    await sink.close()
    const ids = [...old.map(read), before, read(path)].flatMap((text) => idsIn(text, faults))
    expectIds(ids, 705, sink.lost, faults)
    if (read(path).includes('\x00')) faults.push('a hole after truncation')
    return { faults, note: `${ids.length} records in ${old.length + 2} files` }
  },

  'serial: file and folder removed during load': async (folder) => {
    const path = `${folder}/gone/deep/audit.log`
    const { sink } = sinkOf({ auditLog: path, auditLogDirMode: 0o755 })
    const faults: string[] = []
    for (let i = 0; i < 300; i++) {
      if (i === 100) rmSync(path)
      if (i === 200) rmSync(`${folder}/gone`, { recursive: true })
      await sink.write(numberedRecord(i))
    }
    await sink.close()
    const ids = idsIn(read(path), faults)
    if (ids[0] !== 'record-200' || ids.length !== 100) faults.push(`the file made anew begins with ${ids[0]}`)
    if (sink.lost !== 0) faults.push(`${sink.lost} lost`)
    if ((statSync(`${folder}/gone`).mode & 0o777) !== 0o755) faults.push('SecAuditLogDirMode is not kept')
    return { faults, note: 'made anew twice' }
  },

  'serial: a folder that cannot be made anew': async (folder) => {
    const path = `${folder}/blocked/audit.log`
    const { sink, reports } = sinkOf({ auditLog: path })
    const faults: string[] = []
    await sink.write(numberedRecord(0))
    rmSync(`${folder}/blocked`, { recursive: true })
    writeFileSync(`${folder}/blocked`, 'a file is in the way')
    for (let i = 1; i <= 30; i++) await sink.write(numberedRecord(i))
    rmSync(`${folder}/blocked`)
    for (let i = 31; i <= 40; i++) await sink.write(numberedRecord(i))
    await sink.close()
    expectIds(idsIn(read(path), faults), 40, sink.lost, faults)
    if (sink.lost !== 30) faults.push(`${sink.lost} lost instead of 30`)
    if (reports.length < 2 || reports.length > 6) faults.push(`${reports.length} reports: ${reports.join(' | ')}`)
    return { faults, note: reports.at(-1) ?? '' }
  },

  'serial: a disk without room': async (folder) => {
    const full = await diskFull('/dev/full')
    try {
      mkdirSync(`${folder}/small`)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', `${folder}/small`], { stdio: 'ignore' })
    } catch {
      return { faults: full, note: 'no tmpfs can be mounted here: /dev/full only' }
    }
    try {
      const path = `${folder}/small/audit.log`
      const { sink, reports } = sinkOf({ auditLog: path })
      const faults = [...full]
      for (let i = 0; i < 200; i++) await sink.write(numberedRecord(i))
      const lost = sink.lost
      if (lost === 0) faults.push('the disk was never full')
      const first = idsIn(read(path), faults)
      expectIds(first, 200, lost, faults)
      truncateSync(path)
      for (let i = 200; i < 210; i++) await sink.write(numberedRecord(i))
      await sink.close()
      if (sink.lost !== lost || idsIn(read(path), faults).length !== 10)
        faults.push('it does not go on when there is room')
      if (!reports.some((report) => report.includes('ENOSPC'))) faults.push('ENOSPC is not reported')
      return { faults, note: `${first.length} whole records, ${lost} counted as lost, ${reports.length} reports` }
    } finally {
      execFileSync('umount', [`${folder}/small`])
    }
  },

  'concurrent: a file for each record, and an index': async (folder) => {
    const storage = `${folder}/records`
    const settings = {
      auditLogType: 'Concurrent',
      auditLogFormat: 'Native',
      auditLog: `${folder}/index.log`,
      auditLog2: `${folder}/index2.log`,
      auditLogStorageDir: storage,
      auditLogDirMode: 0o755,
      auditLogFileMode: 0o600,
    } as const
    const { sink } = sinkOf(settings)
    const faults: string[] = []
    const ids = ['plain', 'plain', '../../../escape', '..', 'a/b', 'x%41']
    for (const id of ids) await sink.write(hostileRecord('x', { id }))
    rmSync(storage, { recursive: true })
    await sink.write(hostileRecord('x', { id: 'after' }))
    await sink.close()
    const lines = read(`${folder}/index.log`).split('\n').slice(0, -1)
    const files = lines.map((line) => / (\/\S+) 0 (\d+) md5:([0-9a-f]{32}) $/.exec(line) ?? [])
    if (files.length !== 7 || new Set(files.map((found) => found[1])).size !== 7)
      faults.push(`index: ${lines.join('\n')}`)
    if (read(`${folder}/index2.log`) !== read(`${folder}/index.log`)) faults.push('the second index differs')
    const names = files.map((found) => found[1] ?? '')
    if (!names.every((name) => /^\/20261122\/20261122-\d{4}\/20261122-\d{6}-[^/]+$/.test(name)))
      faults.push(names.join(' '))
    const last = files.at(-1) ?? []
    const content = read(`${storage}${last[1]}`)
    if (nativeParts(content) === null) faults.push('the file is not a whole record')
    if (String(content.length) !== last[2]) faults.push('the size in the index is wrong')
    if (createHash('md5').update(Buffer.from(content, 'latin1')).digest('hex') !== last[3])
      faults.push('the md5 is wrong')
    if ((statSync(`${storage}${last[1]}`).mode & 0o777) !== 0o600) faults.push('the mode of the file is wrong')
    if ((statSync(`${storage}/20261122`).mode & 0o777) !== 0o755) faults.push('the mode of the folder is wrong')
    if (readdirSync(folder).length !== 3) faults.push(`strays: ${readdirSync(folder).join(' ')}`)
    return { faults, note: `${lines.length} lines` }
  },

  'concurrent: as libmodsecurity 3 names files, in its second index only': async (folder) => {
    const { sink } = sinkOf({
      auditLogType: 'Concurrent',
      auditLog: `${folder}/index.log`,
      auditLog2: `${folder}/index2.log`,
      auditLogStorageDir: `${folder}/records`,
    })
    await sink.write(numberedRecord(1, { dialect: 'modsecurity3' }))
    await sink.close()
    const faults: string[] = []
    if (read(`${folder}/index.log`) !== '') faults.push('the first index is written too')
    const line = read(`${folder}/index2.log`)
    const path = / (\/\S+) 0 \d+ md5:[0-9a-f]{32}\n$/.exec(line)?.[1] ?? ''
    if (!path.startsWith(folder) || idsIn(read(path), faults)[0] !== 'record-1') faults.push(line)
    return { faults, note: line.trimEnd() }
  },

  'concurrent: a storage folder that cannot be written': async (folder) => {
    writeFileSync(`${folder}/records`, 'a file is in the way')
    const { sink } = sinkOf({ auditLogType: 'Concurrent', auditLogStorageDir: `${folder}/records` })
    const faults: string[] = []
    for (let i = 0; i < 5; i++) await sink.write(numberedRecord(i))
    rmSync(`${folder}/records`)
    await sink.write(numberedRecord(5))
    await sink.close()
    const files = readdirSync(`${folder}/records`, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    )
    if (sink.lost !== 5 || files.length !== 1) faults.push(`${sink.lost} lost, ${files.length} files`)
    return { faults, note: `${sink.lost} lost, ${files.length} written` }
  },

  'a place that cannot be opened is an error at once': async (folder) => {
    writeFileSync(`${folder}/file`, '')
    const faults: string[] = []
    const settings: readonly Partial<Settings>[] = [
      { auditLog: `${folder}/file/audit.log` },
      { auditLogType: 'HTTPS', auditLog: '/var/log/audit.log' },
      { auditLogType: 'Syslog', auditLog: 'syslog.example.com' },
      { auditLogType: 'Concurrent' },
      {},
    ]
    for (const change of settings) {
      try {
        await sinkOf(change).sink.close()
        faults.push(`${JSON.stringify(change)} is accepted`)
      } catch (error) {
        if (!(error instanceof Error) || error.message === '') faults.push(`${JSON.stringify(change)} has no message`)
      }
    }
    return { faults, note: `${settings.length} refused` }
  },
}

/** Every write fails: all is counted, nothing throws. */
async function diskFull(path: string): Promise<string[]> {
  if (!existsSync(path)) return []
  const { sink } = sinkOf({ auditLog: path })
  for (let i = 0; i < 50; i++) await sink.write(numberedRecord(i))
  await sink.close()
  return sink.lost === 50 ? [] : [`${path}: ${sink.lost} of 50 lost`]
}

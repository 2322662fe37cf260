import { readFileSync, statSync } from 'node:fs'
import { readAuditLog, type Skipped } from '../audit-log/read-audit-log.js'
import { readWorkload } from '../exchange/workload.js'
import { endsOf, exchangeOf } from '../replay/logged-exchange.js'
import type { Attack } from './attack-check.js'

/** The connection that requests of a workload file are taken to come over. */
const workloadEnds: Attack['ends'] = {
  client: { address: '198.51.100.7', port: 54321 },
  server: { address: '192.0.2.1', port: 443 },
}

/** Attacks of a workload file (`{ "schema": 1, "requests": [ … ] }`) or of an audit log. */
export async function readAttacks(path: string, skipped: Skipped): Promise<readonly Attack[]> {
  if (isWorkload(path)) return readWorkload(path).map((each) => ({ id: each.id, exchange: each, ends: workloadEnds }))
  const attacks: Attack[] = []
  for await (const record of readAuditLog(path, skipped)) {
    if (record.request === null) skipped(record.place, 'the record has no request (SecAuditLogParts without B)')
    else attacks.push({ id: record.id, exchange: exchangeOf(record), ends: endsOf(record) })
  }
  return attacks
}

function isWorkload(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false
  return /^\s*\{\s*"schema"\s*:/.test(readFileSync(path).subarray(0, 200).toString('latin1'))
}

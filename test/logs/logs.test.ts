import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import t from 'tap'
import { hostileLineFaults, lineCases, lineFaults } from './line-cases.js'
import { logged } from './log-case.js'
import { maskingCases, maskingFaults, randomMaskingFaults } from './masking-cases.js'
import { wiringCases } from './wiring-cases.js'

const isProof = process.env.SECRULE_PROOF === '1'

t.test('lines of the error log', async (t) => {
  for (const each of lineCases) t.same(await lineFaults(each), [], each.name)
  const { count, faults } = await hostileLineFaults(isProof ? 5000 : 150)
  t.same(faults, [], `${count} lines made of any bytes`)
  t.ok(count > 1000)
})

t.test('masking', async (t) => {
  for (const each of maskingCases) t.same(await maskingFaults(each), [], each.name)
  const { count, faults } = await randomMaskingFaults(isProof ? 3000 : 120)
  t.same(faults, [], `${count} requests with a secret somewhere`)
  t.ok(count >= 100)
})

t.test('from directives to files', async (t) => {
  for (const [name, run] of Object.entries(wiringCases)) {
    const folder = mkdtempSync(`${tmpdir()}/secrule-logs-`)
    try {
      t.same(await run(folder), [], name)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  t.comment(`${Object.keys(wiringCases).length} cases`)
})

t.test('the logs say which version this is', async (t) => {
  const { version } = JSON.parse(readFileSync('packages/secrule/package.json', 'utf8')) as { version: string }
  const { record } = await logged('SecRuleEngine On\nSecAuditEngine On', {})
  t.equal(record?.producer, `secrule/${version}`)
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import t from 'tap'
import { fileSinkCases } from './file-sink-cases.js'
import { formatChoiceFaults, goldenFaults, hostileFaults, longLineFaults } from './format-cases.js'
import { remoteSinkCases } from './remote-sink-cases.js'

t.test('formats', async (t) => {
  const golden = await goldenFaults()
  t.same(golden.faults, [], `${golden.count} golden files; SECRULE_UPDATE=1 writes them anew`)
  t.ok(golden.count >= 13)
  const hostile = hostileFaults()
  t.same(hostile.faults, [], `${hostile.count} texts with any bytes in every field`)
  t.ok(hostile.count > 1000)
  t.same(longLineFaults(), [], 'lines of an index have a longest length')
  t.same(formatChoiceFaults(), [], 'SecAuditLogFormat by dialect')
})

t.test('sinks', async (t) => {
  const cases = { ...fileSinkCases, ...remoteSinkCases }
  let ran = 0
  for (const [name, run] of Object.entries(cases)) {
    const folder = mkdtempSync(`${tmpdir()}/secrule-audit-`)
    try {
      const { faults, note } = await run(folder)
      ran++
      t.same(faults, [], `${name}: ${note}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  t.equal(ran, Object.keys(cases).length)
  t.comment(`${ran} cases of sinks and their faults`)
})

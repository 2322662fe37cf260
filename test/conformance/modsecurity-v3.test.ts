import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadLibxml } from '@secrule/body/node'
import { loadPcre2 } from '@secrule/regex/node'
import t from 'tap'
import { failuresOf } from './failures-of.js'
import { regressionCases, suiteFolder } from './regression-case.js'
import { runCase } from './run-case.js'

// The regression cases of libmodsecurity 3, in the dialect of that name. An excused case must fail as long as it is excused.

const reasons = ['needs the network', 'file not supplied', "wording of a library's own error", 'resource missing']
/** How many cases may be excused. */
const mostExcused = 34

interface Excuse {
  readonly title: string
  readonly reason: string
  readonly why: string
}

if (!existsSync(suiteFolder)) t.plan(0, `${suiteFolder} is not there`)
else {
  const cases = regressionCases()
  const file = readFileSync('test/conformance/excused.json', 'utf8')
  const excuses = new Map(Object.entries(JSON.parse(file) as Record<string, Excuse>))
  const counts = { ran: 0, passed: 0, excused: 0, errorLogs: 0, auditLogs: 0, excusedLogs: 0 }
  const byReason = new Map<string, number>()

  // All cases in one subtest: a busy machine needs more than tap's half minute.
  t.setTimeout(300_000)
  t.test('regression cases of libmodsecurity 3', { timeout: 300_000 }, async (t) => {
    const pcre2 = loadPcre2()
    const folder = mkdtempSync(join(tmpdir(), 'secrule-conformance-'))
    const surroundings = { xml: await loadLibxml(), folder }
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    for (const test of cases) {
      const name = JSON.stringify(`${test.id}: ${test.title}`)
      const failures = await runCase(test, surroundings).then(
        (outcome) => test.expectations.flatMap((expected) => failuresOf(expected, outcome, pcre2)),
        (error: unknown) => [`the engine threw ${error instanceof Error ? error.message : String(error)}`],
      )
      counts.ran++
      if (test.expectations.some(({ auditLog }) => auditLog !== null)) counts.auditLogs++
      const looksAtErrorLog = test.expectations.some(({ errorLog }) => errorLog !== null)
      if (looksAtErrorLog) counts.errorLogs++
      const excuse = excuses.get(test.id)
      if (excuse !== undefined && looksAtErrorLog) counts.excusedLogs++
      if (excuse === undefined) {
        t.same(failures, [], name)
        if (failures.length === 0) counts.passed++
        continue
      }
      t.equal(excuse.title, test.title, `${name}: the excuse is for this case`)
      t.not(failures.length, 0, `${name}: still fails, so the excuse is needed`)
      counts.excused++
      byReason.set(excuse.reason, (byReason.get(excuse.reason) ?? 0) + 1)
    }
  })

  t.test('every case counted', async (t) => {
    t.equal(cases.length, 534, 'all cases were found')
    t.equal(counts.ran, cases.length, 'all of them ran')
    t.equal(counts.passed + counts.excused, cases.length, 'each passed or is excused')
    t.same([counts.errorLogs, counts.excusedLogs], [74, 0], 'every expectation of the error log was looked at')
    t.ok(counts.excused <= mostExcused, `no more than ${mostExcused} are excused`)
    const known = new Set(cases.map(({ id }) => id))
    const stray = [...excuses.keys()].filter((id) => !known.has(id))
    t.same(stray, [], 'every excuse is for a case')
    const others = [...excuses.values()].filter(({ reason }) => !reasons.includes(reason))
    t.same(others, [], 'every reason is one of the list')
    t.comment(
      `${cases.length} cases found, ${counts.ran} run, ${counts.passed} passed, ${counts.excused} excused; ` +
        `${counts.errorLogs} look at the error log, of which ${counts.excusedLogs} are excused, ${counts.auditLogs} at the audit log`,
    )
    for (const [reason, count] of byReason) t.comment(`excused, ${reason}: ${count}`)
  })
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import t from 'tap'
import { jsonLogFaults } from './json-log-cases.js'
import { metricsFaults } from './metrics-cases.js'
import { putFaults } from './put-value-cases.js'
import { brokenFaults, readFaults, readForms } from './reader-cases.js'
import { remedyCases, remedyFaults } from './remedy-cases.js'
import { explainFaults, servedFaults } from './served-cases.js'
import { smallLog, smallTuneFaults, smallTunes, tuneFigures } from './tune-cases.js'

// What an operator does with logs: read them, explain a record, tune rules; and metrics.
t.setTimeout(600_000)
const isProof = process.env.SECRULE_PROOF === '1'

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(`${tmpdir()}/secrule-operate-`)
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

t.test('audit logs are read as they were written', async (t) => {
  for (const form of readForms) {
    const name = `${form.format} of ${form.dialect}${form.concurrent === true ? ', concurrent' : ''}`
    t.same(await inFolder((folder) => readFaults(form, folder)), [], name)
  }
  const { faults, count } = await inFolder(brokenFaults)
  t.same(faults, [], `${count} logs that were cut off`)
  t.ok(count > 50)
  t.comment(`${readForms.length} forms`)
})

t.test('explain: every exclusion that is proposed lets the request pass, and the narrowest nothing else', async (t) => {
  let tried = 0
  for (const each of remedyCases) {
    const result = await inFolder((folder) => remedyFaults(each, folder))
    t.same(result.faults, [], each.name)
    tried += result.tried
  }
  t.comment(`${remedyCases.length} records, ${tried} exclusions loaded and tried`)
})

t.test('explain as it is typed', async (t) => {
  const faults = await inFolder(async (folder) => {
    const { log, conf } = await smallLog(folder)
    return explainFaults(folder, log, conf)
  })
  t.same(faults, [])
})

t.test('tune: small logs', async (t) => {
  for (const each of smallTunes) t.same(await inFolder((folder) => smallTuneFaults(each, folder)), [], each.name)
  t.comment(`${smallTunes.length} logs`)
})

t.test('tune: values come to the engine where they are put', async (t) => {
  const { faults, count } = await putFaults()
  t.same(faults, [], `${count} values`)
  t.ok(count > 40)
})

t.test('tune: the benign workload at paranoia level 3', async (t) => {
  const figures = await inFolder((folder) => tuneFigures(folder, isProof))
  if (figures === null) return t.comment('skipped: there is no ../shared/bench beside the project')
  t.same(figures.faults, [])
  t.ok(figures.blockedBefore > 15, `${figures.blockedBefore} of ${figures.benign} benign requests were blocked`)
  t.equal(figures.blockedAfter, 0, 'none is with the exclusions')
  t.equal(figures.attacksBlocked, figures.attacks, `all ${figures.attacks} attacks still are`)
  t.ok(figures.values >= 3 && figures.parameters > 15)
  t.comment(
    `${figures.exclusions} exclusions; ${figures.values} attack values in each of ${figures.parameters} excluded parameters, ${figures.newlyPassing} pass that did not`,
  )
})

t.test('the error log of serve as JSON', async (t) => {
  const { faults, count } = await inFolder(jsonLogFaults)
  t.same(faults, [], `${count} places`)
})

t.test('metrics count what was sent', async (t) => {
  t.same(await metricsFaults(), [])
})

t.test('serve: logs renamed and removed under load, metrics', async (t) => {
  const { faults, requests } = await inFolder(servedFaults)
  t.same(faults, [], `${requests} requests`)
})

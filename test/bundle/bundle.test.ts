import { existsSync, readdirSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { Worker } from 'node:worker_threads'
import { analyse, BundleError, decodeBundle, disassemble, encodeBundle, type Program } from 'secrule'
import t from 'tap'
import type { DamageReport, DamageTask } from './damaged-runs.js'

const crs = '../shared/crs'
const firstSeed = 1
const damagedBundles = process.env.SECRULE_PROOF === '1' ? 1000 : 150
/** A damaged bundle that takes longer hangs. */
const longest = 60_000

/** Every ruleset at hand that compiles, by name. */
function programs(): ReadonlyMap<string, Program> {
  const found = new Map<string, Program>()
  const add = (name: string, ...files: string[]): void => {
    const { program } = analyse(files.map((file) => ({ file })))
    if (program !== null) found.set(name, program)
  }
  for (const folder of ['corpus/language/syntax', 'corpus/language/rules']) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.conf'))) add(file, `${folder}/${file}`)
  }
  add('recommended', 'corpus/recommended.conf')
  add('starter', 'corpus/starter/*.conf')
  if (existsSync(crs)) {
    add('CRS', 'corpus/recommended.conf', `${crs}/crs-setup.conf.example`, `${crs}/rules/*.conf`)
  } else t.comment(`without CRS: ${crs} is not there`)
  return found
}

// each test bounds itself: a thread that hangs is stopped
t.setTimeout(0)
const all = programs()

t.test('a bundle gives its Program back', (t) => {
  for (const [name, program] of all) {
    const bundle = encodeBundle(program)
    const back = decodeBundle(bundle)
    t.ok(isDeepStrictEqual(back, program), `${name}: the same Program`)
    t.ok(Buffer.from(encodeBundle(back)).equals(bundle), `${name}: the same bytes`)
    t.ok(disassemble(back) === disassemble(program), `${name}: the same disassembly`)
  }
  const sizes = [...all].map(([name, program]) => [name, encodeBundle(program).length] as const)
  const [largest, bytes] = sizes.sort((a, b) => b[1] - a[1])[0]!
  t.comment(`${all.size} Programs; the largest, ${largest}, takes ${bytes} bytes`)
  t.ok(all.size >= 40)
  t.end()
})

t.test('what is no bundle is refused', (t) => {
  const bundle = encodeBundle(all.get('flow.conf')!)
  const altered = (change: (bytes: Uint8Array) => void): Uint8Array => {
    const bytes = bundle.slice()
    change(bytes)
    return bytes
  }
  const cases: [name: string, bytes: Uint8Array, reason: RegExp][] = [
    ['nothing', new Uint8Array(0), /not a rule bundle/],
    ['text', Buffer.from('SecRule ARGS "@rx a" "id:1,deny"'), /not a rule bundle/],
    ['another version', altered((bytes) => bytes.fill(99, 4, 5)), /version 99/],
    ['cut', bundle.subarray(0, bundle.length - 1), /bytes long/],
    ['longer', Buffer.concat([bundle, Buffer.from([0])]), /bytes long/],
    ['altered', altered((bytes) => bytes.fill(bytes[40]! ^ 1, 40, 41)), /checksum/],
  ]
  for (const [name, bytes, message] of cases)
    t.throws(() => decodeBundle(bytes), { name: 'BundleError', message }, name)
  for (let length = 0; length < bundle.length; length += Math.ceil(bundle.length / 150)) {
    t.throws(() => decodeBundle(bundle.subarray(0, length)), BundleError, `cut to ${length} bytes`)
  }
  t.end()
})

/** Runs a batch in a thread; one that says nothing for too long hangs and is stopped. */
function run(task: DamageTask): Promise<DamageReport[]> {
  return new Promise((resolve, reject) => {
    const reports: DamageReport[] = []
    const worker = new Worker(new URL('./damaged-runs.js', import.meta.url), { workerData: task })
    const end = (): void => {
      clearTimeout(timer)
      resolve(reports)
    }
    const hang = (): void => {
      const seed = task.firstSeed + reports.length
      reports.push({ seed, fault: `no answer in ${longest / 1000} s`, outcome: 'fault', reason: '' })
      void worker.terminate().then(end)
    }
    let timer = setTimeout(hang, longest)
    worker.on('message', (report: DamageReport) => {
      reports.push(report)
      clearTimeout(timer)
      timer = setTimeout(hang, longest)
    })
    worker.on('exit', end)
    worker.on('error', reject)
  })
}

t.test('a damaged bundle is refused, or runs without harm', async (t) => {
  // CRS once for every dozen: it has most kinds of everything, and takes its time
  const names = [...all.keys()].filter((name) => name !== 'CRS')
  const bundles = names.map((name) => encodeBundle(all.get(name)!))
  for (let i = 0; i < names.length / 12 && all.has('CRS'); i++) bundles.push(encodeBundle(all.get('CRS')!))
  const reports = await run({ bundles, firstSeed, count: damagedBundles })
  const outcomes = new Map<string, number>()
  for (const { outcome } of reports) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  for (const { seed, fault } of reports) if (fault !== null) t.fail(`seed ${seed}: ${fault}`)
  t.equal(reports.length, damagedBundles, 'every seed was tried')
  t.ok((outcomes.get('refused') ?? 0) > damagedBundles / 4, 'many are refused')
  t.comment(`${reports.length} damaged bundles: ${[...outcomes].map(([name, count]) => `${count} ${name}`).join(', ')}`)
})

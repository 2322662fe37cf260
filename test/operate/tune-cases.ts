import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { compile, createEngine } from 'secrule'
import { secrule } from '../cli/secrule-process.js'
import { readWorkload, runExchange } from './command-modules.js'
import { writeLog } from './write-log.js'

const workload = '../shared/bench/workload'

/** What the tuning of the benign workload at paranoia level 3 came to. */
export interface TuneFigures {
  readonly faults: string[]
  readonly benign: number
  readonly blockedBefore: number
  readonly blockedAfter: number
  readonly attacks: number
  readonly attacksBlocked: number
  readonly exclusions: number
  readonly parameters: number
  readonly values: number
  readonly newlyPassing: number
}

interface Tuned {
  readonly blocked: number
  readonly stuck: readonly unknown[]
  readonly exclusions: readonly { readonly rule: number; readonly target: string; readonly location: string }[]
  readonly attacks: {
    readonly blockedBefore: number
    readonly newlyPassing: readonly unknown[]
    readonly values: number
    readonly parameters: readonly {
      readonly target: string
      readonly location: string
      readonly tried: number
      readonly newlyPassing: readonly unknown[]
      readonly notTried: string | null
    }[]
  }
}

/** Null when ../shared is not there. */
export async function tuneFigures(folder: string, isProof: boolean): Promise<TuneFigures | null> {
  if (!existsSync(`${workload}/benign.json`)) return null
  const faults: string[] = []
  const conf = `${folder}/crs.conf`
  execFileSync('bash', ['../shared/bench/peers/conf/make-conf.sh', '../shared/crs', conf, 'On', '3', 'v3'])
  const benign = readWorkload(`${workload}/benign.json`)
  const attacks = readWorkload(`${workload}/attack.json`)
  const log = `${folder}/audit.log`
  // Those of a megabyte are not logged every day; that they pass is looked at all the same.
  const logged = benign.filter(({ tags }) => isProof || !tags.includes('large'))
  const stopped = await writeLog([{ file: conf }], logged, { path: log })
  // Values are put into every parameter: all of them take a minute, a few seconds do for every day.
  const tried = `${folder}/attacks.json`
  const raw = JSON.parse(readFileSync(`${workload}/attack.json`, 'utf8')) as { requests: unknown[] }
  const some = raw.requests.filter((_each, at) => isProof || at % 16 === 0)
  writeFileSync(tried, JSON.stringify({ schema: 1, requests: some }))
  const output = `${folder}/exclusions.conf`
  const args = ['--rules', conf, '--attacks', tried, '--first-id', '949110', '--output', output, '--json']
  const { code, out, err } = await secrule(['tune', log, ...args])
  if (code !== 0) return { ...nothing, faults: [`exit code ${code}: ${err}${out.slice(0, 500)}`] }
  const tuned = JSON.parse(out) as Tuned
  if (tuned.blocked !== stopped.length) faults.push(`${tuned.blocked} of ${stopped.length} are blocked again`)
  if (tuned.stuck.length > 0) faults.push('requests stay blocked')
  if (tuned.attacks.newlyPassing.length > 0) faults.push('attacks pass')
  const text = readFileSync(output, 'latin1')
  const after = output.replace('.conf', '-after.conf')
  const afterText = existsSync(after) ? readFileSync(after, 'latin1') : ''
  const removal = /ruleRemoveBy|RuleRemoveBy|ruleRemoveTargetByTag|UpdateTargetByTag|RemoveTargetByMsg/
  if (removal.test(text + afterText)) faults.push('a whole rule or a tag is removed')
  if (/id:949110\b/.test(text)) faults.push('an id is taken that a rule has')
  for (const parameter of tuned.attacks.parameters) {
    if (parameter.tried === 0 && parameter.notTried === null) faults.push(`${parameter.target}: nothing tried`)
  }
  const places = new Set(tuned.exclusions.map(({ target, location }) => `${location} ${target}`))
  for (const { target, location } of tuned.attacks.parameters) places.delete(`${location} ${target}`)
  if (places.size > 0) faults.push(`no attack value was put into ${[...places].join(', ')}`)
  const engine = createEngine(
    compile([{ file: output }, { file: conf }, ...(afterText === '' ? [] : [{ file: after }])]),
    { logger: { log: () => {}, error: (message) => faults.push(message) } },
  )
  const blockedIn = async (exchanges: typeof benign): Promise<number> => {
    let count = 0
    for (const each of exchanges) await runExchange(engine, each, ({ interruption }) => (count += interruption ? 1 : 0))
    return count
  }
  const figures = {
    benign: benign.length,
    blockedBefore: stopped.length,
    blockedAfter: await blockedIn(benign),
    attacks: attacks.length,
    attacksBlocked: await blockedIn(attacks),
    exclusions: tuned.exclusions.length,
    parameters: tuned.attacks.parameters.length,
    values: tuned.attacks.values,
    newlyPassing: tuned.attacks.parameters.reduce((sum, each) => sum + each.newlyPassing.length, 0),
  }
  await engine.close()
  return { faults, ...figures }
}

const nothing = {
  benign: 0,
  blockedBefore: 0,
  blockedAfter: 0,
  attacks: 0,
  attacksBlocked: 0,
  exclusions: 0,
  parameters: 0,
  values: 0,
  newlyPassing: 0,
}

const small = `SecRuleEngine On
SecRule ARGS|REQUEST_COOKIES "@contains union" "id:1,phase:2,deny,log,msg:'one'"
SecRule ARGS "@contains select" "id:2,phase:2,deny,log,msg:'two'"
`
const get = (target: string, cookie = ''): Parameters<typeof writeLog>[1][number] => ({
  request: {
    method: 'GET',
    target,
    version: '1.1',
    headers: [['Host', 'h'], ...(cookie === '' ? [] : [['Cookie', cookie] as const])],
    body: '',
  },
  response: null,
})

/** What becomes of small logs: the exclusions that must come out, in order. */
export const smallTunes: readonly {
  readonly name: string
  readonly exchanges: Parameters<typeof writeLog>[1]
  readonly args?: readonly string[]
  readonly mode?: string
  readonly exclusions: readonly string[]
  readonly code?: number
}[] = [
  {
    name: 'rules that hide one another',
    exchanges: [get('/a?q=union+select')],
    exclusions: ['1 ARGS:q /a', '2 ARGS:q /a'],
  },
  {
    name: 'paths that differ in an id are one',
    exchanges: [get('/p/1/x?q=union'), get('/p/22/x?q=union'), get('/p/1234abcd5678/x?q=union')],
    exclusions: ['1 ARGS:q /p/#/x', '1 ARGS:q /p/1234abcd5678/x'],
  },
  {
    name: 'everywhere is more than --spread paths',
    exchanges: ['a', 'b', 'c'].map((path) => get(`/${path}`, 'sid=union')),
    args: ['--spread', '2'],
    exclusions: ['1 REQUEST_COOKIES:sid everywhere'],
  },
  {
    name: 'DetectionOnly shows what would be blocked',
    exchanges: [get('/a?q=union')],
    mode: 'DetectionOnly',
    exclusions: ['1 ARGS:q /a'],
  },
  {
    name: '--least leaves out what is rare, and says what stays blocked',
    exchanges: [get('/a?q=union'), get('/a?q=union'), get('/b?q=union')],
    args: ['--least', '3'],
    exclusions: ['1 ARGS:q /a', '1 ARGS:q /b'],
  },
  {
    name: '--least, per target',
    exchanges: [get('/a?q=union'), get('/a?q=union'), get('/b?r=union')],
    args: ['--least', '2'],
    exclusions: ['1 ARGS:q /a'],
    code: 1,
  },
  {
    name: '--not-clients leaves attackers out',
    exchanges: [get('/a?q=union')],
    args: ['--not-clients', '198.51.100.0/24'],
    exclusions: [],
  },
]

/** A log of two requests, and the rules that stopped them. */
export async function smallLog(folder: string): Promise<{ readonly log: string; readonly conf: string }> {
  const conf = `${folder}/small.conf`
  const log = `${folder}/audit.log`
  writeFileSync(conf, small)
  await writeLog([{ file: conf }], [get('/a?q=union'), get('/b?r=select')], { path: log })
  return { log, conf }
}

export async function smallTuneFaults(each: (typeof smallTunes)[number], folder: string): Promise<string[]> {
  const conf = `${folder}/small.conf`
  const log = `${folder}/audit.log`
  writeFileSync(conf, small)
  await writeLog([{ file: conf }], each.exchanges, { path: log, mode: each.mode ?? 'On' })
  const { code, out, err } = await secrule(['tune', log, '--rules', conf, '--json', ...(each.args ?? [])])
  if (code !== (each.code ?? 0)) return [`exit code ${code}: ${err}`]
  const { exclusions } = JSON.parse(out) as Tuned
  const found = exclusions.map(({ rule, target, location }) => `${rule} ${target} ${location}`)
  return JSON.stringify(found) === JSON.stringify(each.exclusions) ? [] : [JSON.stringify(found)]
}

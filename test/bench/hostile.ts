// What hostile requests cost: once the engine has seen some like them, and as the very first request of a process. None may
// cost more than a second of CPU, or hold the event loop.
//   node build/tests/test/bench/hostile.js [--only PART-OF-NAME] [--write]
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { decodeBundle, encodeBundle } from 'secrule'
import { crsAtLevel, type HostileRequest, hostileRequests, makeRequest, sendHostile } from './hostile-requests.js'
import { cpu, loopCpu, mostAtOnce, mostInAll, type WatchedEngine, watchedEngine } from './watched-engine.js'
import { writeSection } from './write-section.js'

/** How often a request is sent to an engine that knows its kind, and at most as the first one of a process: the best counts. */
const mostRuns = 3
const levels = [1, 4]

/** What a request costs, in milliseconds of CPU. */
interface Cost {
  /** Of the process, with what the threads of V8 take. */
  readonly all: number
  /** Of the thread of the event loop. */
  readonly loop: number
  /** The same between two turns of others. */
  readonly slice: number
}

/** The better figures of two runs. */
function better(one: Cost, other: Cost): Cost {
  return {
    all: Math.min(one.all, other.all),
    loop: Math.min(one.loop, other.loop),
    slice: Math.min(one.slice, other.slice),
  }
}

async function costOf({ engine, slices, giveWay }: WatchedEngine, kind: HostileRequest, nonce: string): Promise<Cost> {
  const request = makeRequest(kind, nonce)
  const began = { all: cpu(), loop: loopCpu() }
  slices.begin()
  await sendHostile(engine, request, giveWay)
  return { slice: slices.longest, all: cpu() - began.all, loop: loopCpu() - began.loop }
}

/** What a request costs as the first one of a process, which another process is started for. */
function costOfFirst(bundle: string, { name }: HostileRequest): Cost {
  const words = [fileURLToPath(import.meta.url), '--first', bundle, name]
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }))
}

/** What each request costs at both ends of the paranoia levels. */
export async function benchHostileRequests(only = ''): Promise<string[]> {
  if (!existsSync('../shared/crs/rules')) return ['Left out: no ../shared/crs beside the project.']
  const known = new Map<string, Cost[]>()
  const first = new Map<string, Cost[]>()
  const requests = hostileRequests.filter(({ name }) => name.includes(only))
  mkdirSync('build/bench', { recursive: true })
  let again = 0
  for (const level of levels) {
    const program = crsAtLevel(level)
    const bundle = `build/bench/level-${level}.secrule`
    writeFileSync(bundle, encodeBundle(program))
    const watched = watchedEngine(program)
    for (const request of requests) {
      let best = await costOf(watched, request, `n${level}`)
      for (let run = 1; run < mostRuns; run++) best = better(best, await costOf(watched, request, `n${level}${run}`))
      known.set(request.name, [...(known.get(request.name) ?? []), best])
      let cost = costOfFirst(bundle, request)
      for (let run = 1; run < mostRuns && (cost.slice > mostAtOnce || cost.loop > mostInAll); run++) {
        again++
        cost = better(cost, costOfFirst(bundle, request))
      }
      first.set(request.name, [...(first.get(request.name) ?? []), cost])
    }
    await watched.engine.close()
  }
  return table(requests, known, first, again)
}

function table(
  requests: readonly HostileRequest[],
  known: ReadonlyMap<string, readonly Cost[]>,
  first: ReadonlyMap<string, readonly Cost[]>,
  again: number,
): string[] {
  const shown = (value: number): string => value.toFixed(1)
  const row = ({ name }: HostileRequest): string => {
    const figures = levels.flatMap((_, place) => {
      const [later, now] = [known.get(name)![place]!, first.get(name)![place]!]
      return [later.all, later.slice, now.loop, now.slice]
    })
    return `| ${name} | ${figures.map(shown).join(' | ')} |`
  }
  const all = [...known.values()].flat()
  const firsts = [...first.values()].flat()
  const most = (costs: readonly Cost[], of: keyof Cost, limit: number): string => {
    const values = costs.map((cost) => cost[of])
    return `${shown(Math.max(...values))} ms (limit ${limit}, ${values.filter((value) => value > limit).length} over it)`
  }
  return [
    `${requests.length} requests at the default limits, in ms of CPU, engine DetectionOnly so that every rule runs: to an engine that had`,
    `some of the kind (the best of ${mostRuns}), and as the very first one of a process that has loaded a bundle, when all patterns are still to`,
    'be made ready and V8 has compiled nothing. Slices are CPU of the thread of the event loop, and so is what a first request costs:',
    `V8 compiles in other threads, once a process. A first request over a limit is sent to up to ${mostRuns} processes: ${again} times in this run.`,
    '',
    `| request | ${levels.map((level) => `level ${level} | longest slice | first | longest slice`).join(' | ')} |`,
    `|---|${levels.map(() => '---|---|---|---|').join('')}`,
    ...requests.map(row),
    '',
    `The most: ${most(all, 'all', mostInAll)} a request, ${most(all, 'slice', mostAtOnce)} at once.`,
    `First requests: ${most(firsts, 'loop', mostInAll)} a request, ${most(firsts, 'slice', mostAtOnce)} at once;`,
    `with the threads of V8 up to ${shown(Math.max(...firsts.map((cost) => cost.all)))} ms.`,
  ]
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const words = process.argv.slice(2)
  if (words[0] === '--first') {
    const [, bundle, name] = words
    const watched = watchedEngine(decodeBundle(readFileSync(bundle!)))
    const request = hostileRequests.find((each) => each.name === name)!
    console.log(JSON.stringify(await costOf(watched, request, 'n')))
    await watched.engine.close()
  } else {
    const only = words.includes('--only') ? words[words.indexOf('--only') + 1] : ''
    const lines = await benchHostileRequests(only)
    console.log(lines.join('\n'))
    if (words.includes('--write')) writeSection('Hostile requests', lines)
  }
}

// How long a ruleset takes to load, from its text and from its bundle. Part of `npm run bench`; alone:
//   node build/tests/test/bench/load.js FILE.conf
import { execFileSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

interface Run {
  /** CPU time of the process until it could begin: Node and our modules. */
  readonly ready: number
  readonly times: readonly number[]
}

/** Fresh processes of each kind, in turns. */
const processes = 7
const bundle = 'build/bench/load.srb'

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

function run(...args: readonly string[]): Run {
  const script = 'build/tests/test/bench/load-run.js'
  return JSON.parse(execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' }))
}

/** Loads the rules both ways in fresh processes, and gives the lines of the report. Both ways end at an engine. */
export function benchLoad(conf: string): readonly string[] {
  mkdirSync('build/bench', { recursive: true })
  run('conf', conf, bundle)
  const fromConf: Run[] = []
  const fromBundle: Run[] = []
  for (let i = 0; i < processes; i++) {
    fromConf.push(run('conf', conf))
    fromBundle.push(run('bundle', bundle))
  }
  const row = (title: string, time: (run: Run) => number): string => {
    const [text, binary] = [median(fromConf.map(time)), median(fromBundle.map(time))]
    return `| ${title} | ${text.toFixed(1)} | ${binary.toFixed(1)} | ${(binary / text).toFixed(3)} |`
  }
  return [
    `CPU time, medians of ${processes} processes in turns; the bundle has ${statSync(bundle).size} bytes.`,
    '',
    '| load, ms | from `.conf` | from a bundle | bundle / `.conf` |',
    '|---|---|---|---|',
    row('first in a process', ({ times }) => times[0]!),
    row('once warm', ({ times }) => median(times.slice(1))),
    row('Node and modules before', ({ ready }) => ready),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  console.log(benchLoad(process.argv[2] ?? 'build/bench/on.conf').join('\n'))
}

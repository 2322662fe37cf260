// Measures what `docs/performance.md` tells: us, us without prefilters (not on the scaling series, which takes that too long) and
// libmodsecurity in turns, and what is ours alone. Ratios are from this one run.
//   npm run bench [-- --rounds 3] [--budget-ms 60] [--no-scaling] [--seconds 4] [--only requests,loading,bodies,worst,hostile,server,logs,injection] [--write]
//   --only measures these sections (--requests-only the first); --seconds is for each server; --write puts what was measured into docs/performance.md
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { benchBodies } from './body-scaling.js'
import { benchHostileRequests } from './hostile.js'
import { benchHosts } from './hosts.js'
import { benchInjection } from './injection.js'
import { benchLoad } from './load.js'
import { benchLogging } from './logging.js'
import { mergedReport, type Section } from './merged-report.js'
import { benchRequests } from './requests.js'
import { benchWorstCases } from './worst-cases.js'

const shared = '../shared'
const configuration = 'build/bench/on.conf'
const document = 'docs/performance.md'
const words = process.argv.slice(2)
const option = (name: string, otherwise: string): string =>
  words.includes(`--${name}`) ? (words[words.indexOf(`--${name}`) + 1] ?? otherwise) : otherwise
const rounds = Number(option('rounds', '3'))
const budget = option('budget-ms', '60')
const workloads = ['benign', 'attack'].map((name) => `${shared}/bench/workload/${name}.json`)

/** The sections by the words of `--only`, in the order of the document. */
const sections: Readonly<Record<string, Section>> = {
  requests: {
    title: '',
    lines: () => benchRequests({ rounds, budget, scaling: !words.includes('--no-scaling') }),
  },
  loading: { title: 'Loading', lines: () => benchLoad(configuration) },
  bodies: { title: 'Bodies of growing size', lines: () => benchBodies() },
  // a sample; `worst-cases.js` by itself takes all patterns
  worst: { title: 'Worst cases', lines: () => benchWorstCases(configuration, { every: 30 }) },
  hostile: { title: 'Hostile requests', lines: () => benchHostileRequests() },
  server: { title: 'In a Node server', lines: () => benchHosts(Number(option('seconds', '4'))) },
  logs: { title: 'Logs', lines: () => benchLogging(configuration, workloads, budget, rounds) },
  injection: { title: 'Injection detectors', lines: async () => ['```', ...(await benchInjection()), '```'] },
}

if (!existsSync(`${shared}/bench/workload`)) {
  console.log('nothing to measure: no ../shared/bench beside the project')
  process.exit(0)
}
const all = words.includes('--requests-only') ? 'requests' : Object.keys(sections).join(',')
const chosen = option('only', all).split(',')
const unknown = chosen.filter((name) => !Object.hasOwn(sections, name))
if (unknown.length > 0) {
  console.error(`no section ${unknown.join(', ')}: there are ${Object.keys(sections).join(', ')}`)
  process.exit(2)
}
mkdirSync('build/bench', { recursive: true })
const script = `${shared}/bench/peers/conf/make-conf.sh`
execFileSync('bash', [script, `${shared}/crs`, configuration, 'On', '1', 'v3'])

const measured = new Map<string, readonly string[]>()
for (const [name, { title, lines }] of Object.entries(sections)) {
  if (!chosen.includes(name)) continue
  const found = await lines()
  measured.set(title, found)
  console.log(`${title === '' ? '' : `## ${title}\n\n`}${found.join('\n')}\n`)
}
if (words.includes('--write')) {
  const before = existsSync(document) ? readFileSync(document, 'utf8') : ''
  writeFileSync(document, mergedReport(before, Object.values(sections), measured))
}

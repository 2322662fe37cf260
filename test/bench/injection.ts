/**
 * What the two injection detectors cost: throughput on traffic that is let through and on attacks, start-up, and
 * whether time grows with length alone. Run alone with `node build/tests/test/bench/injection.js` from the repository
 * root.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { detectSqli, detectXss } from '@secrule/injection'

const cases = '../shared/spec/libinjection'
const workload = '../shared/bench/workload'
const megabyte = 1 << 20
/** Enough rounds for the compiler to settle, and for the best one to be undisturbed. */
const throughputRounds = 12
const leastMilliseconds = 250

/** Largest acceptable growth of time when the length doubles. */
const growthLimit = 2.5
const fewestRounds = 5
const mostRounds = 41
const batchMilliseconds = 2
/** A megabyte in less time was only searched for a byte or two; its factor tells of the processor's caches. */
const searchMilliseconds = 0.1

interface WorkloadRequest {
  readonly uri: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: string | { readonly base64: string }
}

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

function requests(name: string): readonly WorkloadRequest[] {
  return JSON.parse(readFileSync(`${workload}/${name}.json`, 'utf8')).requests
}

function formValues(text: string): string[] {
  return [...new URLSearchParams(text)].flat().filter(Boolean).map(bytes)
}

function jsonValues(node: unknown): string[] {
  if (node === null || typeof node !== 'object') return [bytes(String(node))]
  return Object.entries(node).flatMap(([key, value]) => [bytes(key), ...jsonValues(value)])
}

/** What rules would hand to the detectors: argument names and values, header values, and the leaves of JSON bodies. */
function requestValues(request: WorkloadRequest): string[] {
  const query = request.uri.split('?')[1] ?? ''
  const values = [...formValues(query), ...request.headers.map(([, value]) => bytes(value))]
  const { body } = request
  if (typeof body !== 'string' || body.length > 20_000) return values
  const type = request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (type.includes('urlencoded')) values.push(...formValues(body))
  else if (type.includes('json')) {
    try {
      values.push(...jsonValues(JSON.parse(body)))
    } catch {
      values.push(bytes(body))
    }
  } else values.push(bytes(body))
  return values
}

function attackCases(name: string, verdict: number): string[] {
  const rows = readFileSync(`${cases}/${name}`, 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
  return rows
    .filter((row) => row[1] === 'auto' && row[verdict] === '1' && row[verdict + 1]?.startsWith('corpus/'))
    .map((row) => JSON.parse(row[0]!))
}

function corpora(): [string, string[]][] {
  const scaling = requests('scaling')
  const bodies = (list: readonly WorkloadRequest[], type: string): string[] =>
    list
      .filter((request) => request.headers.some(([, value]) => value.includes(type)))
      .flatMap((request) => (typeof request.body === 'string' ? [request.body] : []))
  return [
    ['benign values', requests('benign').flatMap(requestValues)],
    ['benign text', bodies(scaling, 'urlencoded').flatMap(formValues)],
    ['JSON bodies', [...bodies(requests('benign'), 'json'), ...bodies(scaling, 'json')].map(bytes)],
    ['attack requests', requests('attack').flatMap(requestValues)],
    ['SQL attacks', attackCases('cases-sqli.tsv', 3)],
    ['XSS attacks', attackCases('cases-xss.tsv', 2)],
  ]
}

function throughput(values: readonly string[], detect: (value: string) => unknown): string {
  const size = values.reduce((sum, value) => sum + value.length, 0)
  let best = Number.POSITIVE_INFINITY
  const end = performance.now() + leastMilliseconds
  for (let round = 0; round < throughputRounds || performance.now() < end; round++) {
    const start = performance.now()
    for (const value of values) detect(value)
    best = Math.min(best, performance.now() - start)
  }
  const rate = size / 1e6 / (best / 1e3)
  return `${rate.toFixed(0).padStart(6)} MB/s ${((best * 1e6) / values.length).toFixed(0).padStart(8)} ns/value`
}

const sqlShapes: readonly (readonly [string, string])[] = [
  ['comma list', '1,'],
  ['open parentheses', '('],
  ['arithmetic', '1+'],
  ['quotes', "'"],
  ['escaped quotes', "\\'"],
  ['quoted strings', "'a'"],
  ['mixed quotes', `"'`],
  ['comments', '/**/'],
  ['open comments', '/*'],
  ['line comments', '--a\n'],
  ['hashes', '#\n'],
  ['money tags', '$a$b'],
  ['tag prefixes', '$a'],
  ['hex strings', "x'0"],
  ['q strings', "q'(a)"],
  ['brackets', '[]'],
  ['backticks', '``'],
  ['variables', '@'],
  ['merging words', 'natural left '],
  ['types', 'int '],
  ['braces', '{a '],
  ['NULs', '1\0'],
  ['dots', 'a.'],
  ['letters', 'a'],
  ['backslashes', '\\'],
  ['spaces', ' '],
]

const markupShapes: readonly (readonly [string, string])[] = [
  ['angles', '<'],
  ['tags', '<a>'],
  ['NULs in a tag', '<a\0\0\0'],
  ['end tags', '</>'],
  ['attributes', ' a=b'],
  ['slashes', '/'],
  ['quotes', `=''`],
  ['mixed quotes', `'"\`=`],
  ['open comments', '<!--'],
  ['dashes', '<!-- -\0-'],
  ['percent comments', '<%%'],
  ['CDATA', '<![CDATA[]]'],
  ['bogus comments', '<?'],
  ['references', ' href=J&#0000;&#'],
  ['zeros', '<a href=&#0'],
  ['letters', '=a'],
]

/** Milliseconds for a number of verdicts on one value. */
function time(value: string, detect: (value: string) => unknown, repeats: number): number {
  const start = performance.now()
  for (let i = 0; i < repeats; i++) detect(value)
  return performance.now() - start
}

/**
 * Best times at a quarter, a half and a whole megabyte, and by how much time grows with each doubling. The sizes take
 * turns, each over the same number of bytes, and a factor is the median of the rounds' factors: another process slows
 * neighbours alike, and does not hide quadratic growth. While a factor is too large, rounds are added.
 */
function growth(name: string, unit: string, detect: (value: string) => unknown): { line: string; isLinear: boolean } {
  const values = [1, 2, 4].map((quarters) => {
    const size = (megabyte / 4) * quarters
    return unit.repeat(Math.ceil(size / unit.length)).slice(0, size)
  })
  const batch = Math.ceil(batchMilliseconds / Math.max(time(values[2]!, detect, 3) / 3, 0.001))
  const rounds: number[][] = []
  let best: number[] = []
  let factors: number[] = []
  let isLinear = false
  while (rounds.length < fewestRounds || (!isLinear && rounds.length < mostRounds)) {
    rounds.push(values.map((value, i) => time(value, detect, batch * (4 >> i)) / (batch * (4 >> i))))
    best = values.map((_, i) => Math.min(...rounds.map((times) => times[i]!)))
    factors = [0, 1].map((i) => median(rounds.map((times) => times[i + 1]! / times[i]!)))
    isLinear = best[2]! < searchMilliseconds || factors.every((factor) => factor <= growthLimit)
  }
  const figures = best.map((milliseconds) => `${milliseconds.toFixed(2)} ms`).join(' / ')
  const grown = factors.map((factor) => `x${factor.toFixed(2)}`).join(' ')
  return { line: `  ${name.padEnd(20)} ${figures.padEnd(36)} ${grown}${isLinear ? '' : '  NOT LINEAR'}`, isLinear }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!
}

/** Milliseconds to load the package and to the first two verdicts, in a fresh process. */
function startUp(): string {
  const program = `
    const start = performance.now()
    const { detectSqli, detectXss } = await import(${JSON.stringify(import.meta.resolve('@secrule/injection'))})
    const loaded = performance.now()
    detectSqli("1' or 1=1 --")
    detectXss('<script>')
    console.log(JSON.stringify([loaded - start, performance.now() - loaded]))`
  const runs = Array.from({ length: 7 }, (): [number, number] =>
    JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })),
  )
  const best = (index: 0 | 1): string => Math.min(...runs.map((run) => run[index])).toFixed(1)
  return `start-up: ${best(0)} ms to load (one file a module), ${best(1)} ms to the first SQL and XSS verdicts`
}

/** Runs all measurements; answers the lines of the report. */
export async function benchInjection(): Promise<string[]> {
  const lines = ['injection detectors']
  if (existsSync(cases) && existsSync(workload)) {
    for (const [name, values] of corpora()) {
      lines.push(`  ${name.padEnd(16)} SQL ${throughput(values, detectSqli)}   XSS ${throughput(values, detectXss)}`)
    }
  } else lines.push(`  throughput skipped: ${cases} or ${workload} is not there`)
  lines.push(startUp())
  let failed = 0
  for (const [title, shapes, detect] of [
    ['SQL: 256 KB / 512 KB / 1 MB', sqlShapes, detectSqli],
    ['XSS: 256 KB / 512 KB / 1 MB', markupShapes, detectXss],
  ] as const) {
    lines.push(title)
    for (const [name, unit] of shapes) {
      const { line, isLinear } = growth(name, unit, detect)
      lines.push(line)
      if (!isLinear) failed++
    }
  }
  lines.push(failed === 0 ? 'time grows with length alone' : `${failed} shapes grow faster than their length`)
  return lines
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log((await benchInjection()).join('\n'))

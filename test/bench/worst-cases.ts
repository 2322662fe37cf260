// Hostile values for each pattern of CRS, as arguments of whole requests: none may cost more than grows with its length,
// hold the event loop, or take more than a second.
//   node build/tests/test/bench/worst-cases.js [CONF] [--seed 1] [--only PART-OF-PATTERN] [--every 1] [--large-only] [--write]
import { pathToFileURL } from 'node:url'
import { linkPattern, type Matcher, type Pattern } from '@secrule/regex'
import { generateHostile, type Random } from '@secrule/regex/generate'
import { loadPcre2 } from '@secrule/regex/node'
import { compile, type Engine, type Program } from 'secrule'
import { cpu, mostAtOnce, mostInAll, type WatchedEngine, watchedEngine } from './watched-engine.js'
import { writeSection } from './write-section.js'

const kilobyte = 1024
const allSizes = [kilobyte, 16 * kilobyte, 128 * kilobyte, 1024 * kilobyte]
/** The step from 128 KB to 1 MB is one of 8; caches and collections of garbage may add as much again. */
const mostGrowth = 16
/** How often both ends are measured again where that is more. */
const mostAgain = 3

/** What a pattern costs with one of its hostile values, by length, in milliseconds of CPU. */
interface Costs {
  readonly pattern: Pattern
  readonly alone: readonly number[]
  readonly request: readonly number[]
  /** The longest time between two turns of the event loop, by length. */
  readonly slice: readonly number[]
}

export function seeded(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 0) / 2 ** 32
  }
}

const digits = '0123456789abcdef'
const isPlain = Uint8Array.from({ length: 256 }, (_, code) => (/[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0))

/** A form whose one argument is the value. Written byte by byte: a text a byte would be garbage that the engine's time is spent on. */
export function formWith(value: string): Uint8Array {
  const form = Buffer.alloc(2 + value.length * 3)
  let at = form.write('a=', 'latin1')
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (isPlain[code] === 1) form[at++] = code
    else {
      form[at++] = 0x25
      form[at++] = digits.charCodeAt(code >> 4)
      form[at++] = digits.charCodeAt(code & 15)
    }
  }
  return form.subarray(0, at)
}

/** Sends a form through the phases of a request. */
export async function sendForm(engine: Engine, body: Uint8Array): Promise<void> {
  const transaction = engine.newTransaction()
  transaction.processRequestLine('POST / HTTP/1.1')
  transaction.addRequestHeader('Host', 'a.example')
  transaction.addRequestHeader('Content-Type', 'application/x-www-form-urlencoded')
  transaction.addRequestHeader('Content-Length', `${body.length}`)
  await transaction.processRequestHeaders()
  await transaction.writeRequestBody(body)
  await transaction.processRequestBody()
  await transaction.processLogging()
  transaction.close()
}

/** What one value costs, in milliseconds of CPU. */
interface Cost {
  readonly alone: number
  readonly request: number
  readonly slice: number
}

/** The better figures of two runs. */
function better(one: Cost, other: Cost): Omit<Cost, 'slice'> {
  return { alone: Math.min(one.alone, other.alone), request: Math.min(one.request, other.request) }
}

/**
 * The first run of each value counts, which builds what the next ones use. Of growth both ends are measured again, more
 * than once: one full collection of garbage costs as much CPU as all the work on a short value, and it comes every few
 * requests with a long one.
 */
async function costs(
  pattern: Pattern,
  matcher: Matcher,
  watched: WatchedEngine,
  seed: number,
  sizes: readonly number[],
): Promise<Costs> {
  let runs = 0
  const once = async (value: string): Promise<Cost> => {
    const before = cpu()
    matcher.exec(value, 0)
    const alone = cpu() - before
    // another byte at the end: else the second request would use what is known of the first
    const own = formWith(`${value}${runs++ % 10}`)
    const began = cpu()
    watched.slices.begin()
    await sendForm(watched.engine, own)
    return { alone, slice: watched.slices.longest, request: cpu() - began }
  }
  const values = sizes.map((size) => generateHostile(pattern, size, seeded(seed)))
  const found: Cost[] = []
  for (const value of values) found.push(await once(value))
  const last = values.length - 1
  const grows = (of: keyof Cost): boolean => growth(found.map((cost) => cost[of])) > mostGrowth
  for (let again = 0; again < mostAgain && (grows('alone') || grows('request')); again++) {
    for (const place of [last - 1, last]) {
      const { slice } = found[place]!
      found[place] = { ...better(found[place]!, await once(values[place]!)), slice }
    }
  }
  const each = (of: keyof Cost): readonly number[] => found.map((cost) => cost[of])
  return { pattern, alone: each('alone'), request: each('request'), slice: each('slice') }
}

/** How the time grows from 128 KB to 1 MB; times below a millisecond and a half are too short to tell. */
function growth(times: readonly number[]): number {
  return times.at(-1)! / Math.max(1.5, times.at(-2)!)
}

function isWorse({ alone, request, slice }: Costs): readonly string[] {
  return [
    ...(growth(alone) > mostGrowth || growth(request) > mostGrowth ? ['grows faster than the value'] : []),
    ...(Math.max(...slice) > mostAtOnce ? [`holds the event loop longer than ${mostAtOnce} ms`] : []),
    ...(Math.max(...request) > mostInAll ? [`costs more than ${mostInAll} ms`] : []),
  ]
}

/** The patterns of the rules, each once. */
export function patternsOf({ operators }: Program): readonly Pattern[] {
  const found = new Map<string, Pattern>()
  for (const { name, argument, constant } of operators) {
    const pattern = constant as unknown as Pattern | null
    if (name === 'rx' && pattern?.kind === 'pattern') found.set(argument, pattern)
  }
  return [...found.values()]
}

export interface WorstCaseOptions {
  /** Every how many-th pattern. */
  readonly every?: number
  readonly seed?: number
  /** Patterns that have this in them. */
  readonly only?: string
  /** Lengths of values in bytes, the largest last. */
  readonly sizes?: readonly number[]
}

/** The patterns of a ruleset that cost most, as a table, and how many break which limit. `every` takes a sample. */
export async function benchWorstCases(
  configuration: string,
  { every = 1, seed = 1, only = '', sizes = allSizes }: WorstCaseOptions = {},
): Promise<string[]> {
  const program = compile({ file: configuration }, {})
  const patterns = patternsOf(program).filter(({ source }) => source.includes(only))
  const watched = watchedEngine(program)
  const limits = { match: 100_000, recursion: 100_000 }
  const services = { pcre2: loadPcre2(), limits }
  const measured: Costs[] = []
  for (const pattern of patterns.filter((_, place) => place % every === 0)) {
    if (process.stderr.isTTY) process.stderr.write(`\r${measured.length + 1} of ${Math.ceil(patterns.length / every)}`)
    else if (measured.length % 25 === 24) process.stderr.write(`${measured.length + 1} patterns\n`)
    measured.push(await costs(pattern, linkPattern(pattern, services), watched, seed, sizes))
  }
  await watched.engine.close()
  return table(measured, patterns.length, sizes)
}

function table(measured: readonly Costs[], patterns: number, sizes: readonly number[]): string[] {
  const worst = [...measured].sort((a, b) => b.request.at(-1)! - a.request.at(-1)!).slice(0, 10)
  const broken = measured.map((cost) => ({ cost, faults: isWorse(cost) })).filter(({ faults }) => faults.length > 0)
  const row = (cost: Costs): string => {
    const figures = [...cost.alone, ...cost.request, Math.max(...cost.slice)].map((time) => time.toFixed(1))
    return `| ${[...figures, growth(cost.alone).toFixed(1), growth(cost.request).toFixed(1), shown(cost.pattern)].join(' | ')} |`
  }
  const names = sizes.map((size) => (size < 1 << 20 ? `${size / kilobyte} KB` : `${size >> 20} MB`))
  const head = [...names.map((name) => `alone, ${name}`), ...names.map((name) => `request, ${name}`)]
  head.push('longest slice', 'growth alone', 'growth of request', 'pattern')
  const most = (of: (cost: Costs) => number): string => Math.max(0, ...measured.map(of)).toFixed(1)
  return [
    `${measured.length} of ${patterns} patterns with a hostile value each, in ms of CPU; growth is from 128 KB to 1 MB.`,
    '',
    `| ${head.join(' | ')} |`,
    `|${'---|'.repeat(head.length)}`,
    ...worst.map(row),
    '',
    `The most: ${most(({ alone }) => alone.at(-1)!)} ms a pattern alone, ${most(({ request }) => request.at(-1)!)} ms a request (limit ${mostInAll}),`,
    `${most(({ slice }) => Math.max(...slice))} ms at once (limit ${mostAtOnce}), growth ${most(({ alone }) => growth(alone))} alone and ${most(({ request }) => growth(request))} a request (limit ${mostGrowth}).`,
    '',
    `${broken.length} of ${measured.length} break a limit${broken.length > 0 ? ':' : '.'}`,
    ...broken.slice(0, 20).map(({ cost, faults }) => {
      const at = sizes.map((_, i) => cost.slice[i]!.toFixed(0)).join(', ')
      return `- ${faults.join(' and ')} (request ${cost.request.at(-1)!.toFixed(0)} ms; at once ${at} ms): ${shown(cost.pattern)}`
    }),
    ...(broken.length > 20 ? [`- and ${broken.length - 20} more`] : []),
  ]
}

/** The beginning of a pattern, as code of a table. */
function shown({ source }: Pattern): string {
  const text = source.length > 60 ? `${source.slice(0, 59)}…` : source
  return `\`${text.replace(/[|`]/g, (sign) => (sign === '|' ? '\\|' : "'"))}\``
}

const isMain = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href
if (isMain) {
  const words = process.argv.slice(2)
  const option = (name: string, otherwise: string): string => {
    const at = words.indexOf(`--${name}`)
    return at < 0 ? otherwise : (words.splice(at, 2)[1] ?? otherwise)
  }
  const [every, seed, only] = [Number(option('every', '1')), Number(option('seed', '1')), option('only', '')]
  const configuration = words.find((word) => !word.startsWith('--')) ?? 'corpus/recommended.conf'
  const sizes = words.includes('--large-only') ? allSizes.slice(-2) : allSizes
  const lines = await benchWorstCases(configuration, { every, seed, only, sizes })
  console.log(lines.join('\n'))
  if (words.includes('--write')) writeSection('Worst cases', lines)
}

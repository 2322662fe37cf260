import { statSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { DialectName } from 'secrule'
import { CommandError } from '../command-error.js'
import { exitCodes, type Finish } from '../exit-codes.js'
import type { TestCall } from '../ftw/repeat-command.js'
import type { Report, RunSummary } from '../ftw/report.js'
import type { ServerManner, TestPlan, TestTarget } from '../ftw/test-plan.js'
import type { TestResult } from '../ftw/test-result.js'
import { withRules } from '../rules-options.js'
import type { Terminal } from '../terminal.js'

interface TestOptions {
  readonly rules?: readonly string[]
  readonly dialect?: DialectName
  readonly serve?: boolean
  readonly server: ServerManner
  readonly url?: string
  readonly log?: string
  readonly insecure?: boolean
  readonly include?: RegExp
  readonly exclude?: RegExp
  readonly overrides?: string
  readonly format: 'text' | 'tap' | 'junit' | 'json'
  readonly explain?: boolean
  readonly coverage?: boolean
  readonly jobs?: number
  readonly timeout: number
}

/** `secrule test`: go-ftw tests, in this process, through our proxy, or against another server. */
export function testCommand(terminal: Terminal, finish: Finish): Command {
  return withRules(new Command('test'))
    .description('run tests of rules (YAML files as go-ftw and CRS have them)')
    .argument('[paths...]', 'test files, and folders with .yaml files')
    .option('--serve', 'over sockets: through the proxy of `secrule serve` before a backend that reflects')
    .addOption(
      new Option(
        '--server <manner>',
        'what comes before the rules does as Apache httpd, or as `secrule serve` by itself',
      )
        .choices(['httpd', 'secrule'])
        .default('httpd'),
    )
    .option('--url <url>', 'against this server instead, which has rules of its own; with --log')
    .option('--log <file>', 'the error log of that server')
    .option('--insecure', 'take any certificate of that server')
    .option('--include <regex>', 'only tests whose id fits, such as ^942', expression)
    .option('--exclude <regex>', 'no tests whose id fits', expression)
    .option('--overrides <file>', 'a YAML or JSON file: what other tests are to lead to here, or that they are ignored')
    .addOption(new Option('--format <name>', 'how to print').choices(['text', 'tap', 'junit', 'json']).default('text'))
    .option('--explain', 'show every stage: request, answer, and what the rules made of it')
    .option('--coverage', 'tell which rules were tried, which matched, and which never did')
    .option('--jobs <number>', 'threads (default: as many as there are cores, when there is enough to do)', number)
    .option('--timeout <seconds>', 'wait so long for an answer over a socket', number, 10)
    .action(async (given: string[], options: TestOptions) => {
      const began = performance.now()
      const { paths, rules } = partPaths(given, options.rules)
      if (paths.length === 0) throw new CommandError('which tests? Give files or folders')
      const { findTestFiles } = await import('../ftw/find-test-files.js')
      const { runPlan } = await import('../ftw/run-plan.js')
      const files = findTestFiles(paths)
      const plan = await makePlan({ ...options, ...(rules === undefined ? {} : { rules }) }, terminal)
      const report = await openReport(options.format, terminal, callOf(rules, options))
      const tally = new Tally()
      const coverage = await runPlan(plan, files, options.jobs ?? null, {
        results(results) {
          tally.add(results)
          report.results(results)
        },
        broken(message) {
          tally.broken.push(message)
          report.broken(message)
        },
        progress(done, tests, failed) {
          terminal.progress(`${done}/${files.length} files, ${tests} tests, ${failed} failed`)
        },
      })
      terminal.progress('')
      const summary = tally.summary(plan, performance.now() - began, coverage)
      if (summary.tests === 0 && summary.broken.length === 0)
        throw new CommandError('no test was run: --include and --exclude leave none')
      report.end(summary)
      if (summary.failed > 0) finish(exitCodes.findings)
      if (summary.broken.length > 0) finish(exitCodes.usage)
    })
}

/** `--rules FILES… PATHS…` reads as one list on the command line: folders and YAML files at its end are tests. */
function partPaths(
  given: readonly string[],
  rules: readonly string[] | undefined,
): { readonly paths: readonly string[]; readonly rules: readonly string[] | undefined } {
  if (given.length > 0 || rules === undefined) return { paths: given, rules }
  const isTests = (name: string): boolean =>
    /\.ya?ml$/.test(name) || statSync(name, { throwIfNoEntry: false })?.isDirectory() === true
  let end = rules.length
  while (end > 0 && isTests(rules[end - 1]!)) end--
  return { paths: rules.slice(end), rules: end > 0 ? rules.slice(0, end) : undefined }
}

async function makePlan(options: TestOptions, terminal: Terminal): Promise<TestPlan> {
  const { readOverrides } = await import('../ftw/overrides.js')
  const target = await makeTarget(options, terminal)
  const transport = target.kind === 'process' ? 'process' : 'wire'
  return {
    target,
    overrides: options.overrides === undefined ? new Map() : readOverrides(options.overrides, transport),
    include: options.include ?? null,
    exclude: options.exclude ?? null,
    explains: options.explain === true,
    covers: options.coverage === true,
    timeout: options.timeout * 1000,
  }
}

async function makeTarget(options: TestOptions, terminal: Terminal): Promise<TestTarget> {
  const { url, log, serve, rules, dialect } = options
  if (url === undefined) {
    if (log !== undefined) throw new CommandError('--log is the log of the server at --url')
    if (options.insecure === true) throw new CommandError('--insecure is about the server at --url')
    const { usableRules } = await import('../rules.js')
    const { program } = await usableRules({ rules, dialect }, terminal)
    return { kind: serve === true ? 'serve' : 'process', program, manner: options.server }
  }
  if (log === undefined)
    throw new CommandError('which rules matched there? Give the error log of that server with --log')
  if (serve === true) throw new CommandError('--serve and --url do not go together')
  for (const name of ['rules', 'dialect', 'explain', 'coverage'] as const) {
    if (options[name] === undefined) continue
    throw new CommandError(`--${name} does not go together with --url: the server there has rules of its own`)
  }
  const { readDestination } = await import('../ftw/read-destination.js')
  return { kind: 'remote', destination: readDestination(url, options.insecure === true), log }
}

async function openReport(format: TestOptions['format'], terminal: Terminal, call: TestCall): Promise<Report> {
  switch (format) {
    case 'text':
      return (await import('../ftw/report-text.js')).textReport(terminal, call)
    case 'tap':
      return (await import('../ftw/report-tap.js')).tapReport(terminal, call)
    case 'junit':
      return (await import('../ftw/report-junit.js')).junitReport(terminal, call)
    case 'json':
      return (await import('../ftw/report-json.js')).jsonReport(terminal, call)
    default:
      return format satisfies never
  }
}

function callOf(rules: readonly string[] | undefined, options: TestOptions): TestCall {
  const { dialect, overrides, serve, server, url, log } = options
  return { rules: rules ?? [], dialect, overrides, isServed: serve === true, server, url, log }
}

/** Counts verdicts, and notes which tests there were. */
class Tally {
  private readonly counts = { passed: 0, failed: 0, ignored: 0, stale: 0 }
  private readonly ids = new Set<string>()
  readonly broken: string[] = []
  private tests = 0

  add(results: readonly TestResult[]): void {
    this.tests += results.length
    for (const { verdict, id } of results) {
      this.counts[verdict]++
      this.ids.add(id)
    }
  }

  summary(plan: TestPlan, milliseconds: number, coverage: RunSummary['coverage']): RunSummary {
    const isPart = plan.include !== null || plan.exclude !== null || this.broken.length > 0
    const unknownOverrides = isPart ? [] : [...plan.overrides.keys()].filter((id) => !this.ids.has(id))
    const { tests, counts, broken } = this
    return { tests, ...counts, broken, milliseconds: Math.round(milliseconds), coverage, unknownOverrides }
  }
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? `${error.message}.` : 'write a regular expression.')
  }
}

function number(text: string): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('write a number, 1 or more.')
  return Number(text)
}

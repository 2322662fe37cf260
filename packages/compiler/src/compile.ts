import { type Diagnostic, type Dialect, dialects, type Program, problem, RuleError } from '@secrule/program'
import { emit } from './emit.js'
import { load } from './load.js'
import type { AsyncCompileOptions, CompileOptions, RuleSource } from './options.js'
import { fetchRemoteRules, type RemoteSource } from './remote-rules.js'
import { Report } from './report.js'
import { type NamedScript, resolve } from './resolve.js'
import { RuleFiles } from './rule-files.js'
import { RuleFinder } from './rule-table.js'

/** A load with everything it found, whether or not it is usable. */
export interface Analysis {
  readonly program: Program | null
  readonly diagnostics: readonly Diagnostic[]
  /** What SecRemoteRules asks for, whether or not it was there. */
  readonly remote: readonly RemoteSource[]
  /** Lua scripts that rules run. */
  readonly scripts: readonly NamedScript[]
}

/** Reads, resolves and emits; `program` is null when any diagnostic is an error. */
export function analyse(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Analysis {
  const dialect: Dialect = dialects[options.dialect ?? 'secrule']
  const sources = Array.isArray(source) ? (source as readonly RuleSource[]) : [source as RuleSource]
  const report = new Report(dialect)
  const files = new RuleFiles(options.fileSystem ?? null, options.baseFolder ?? '')
  const loaded = load(sources, options, files, report)
  const ruleset = resolve(loaded, dialect, options, files, report)
  const rules = ruleset.entries.flatMap((entry) => (entry.kind === 'rule' ? [entry.rule] : []))
  const program = emit(
    ruleset,
    new RuleFinder(rules, dialect),
    {
      dialect: dialect.name,
      prefilter: options.prefilter ?? true,
      ruleFiles: loaded.files,
      dataFiles: files.data,
    },
    report,
  )
  return {
    program: report.hasErrors ? null : program,
    diagnostics: report.sorted(loaded.files),
    remote: loaded.remote,
    scripts: ruleset.scripts,
  }
}

/**
 * Compiles rules to a Program. Throws RuleError, with every problem of the load in `diagnostics`, when the rules cannot
 * be used; warnings alone do not make it throw.
 */
export function compile(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Program {
  const { program, diagnostics } = analyse(source, options)
  if (program === null) throw new RuleError(diagnostics)
  return program
}

/** The same analysis as values: all errors and warnings in source order. Never throws on any rule text. */
export function check(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Diagnostic[] {
  return [...analyse(source, { notes: true, ...options }).diagnostics]
}

/** The same as `analyse`, with what must be waited for: what SecRemoteRules names, and a look at Lua scripts. */
export async function analyseAsync(
  source: RuleSource | readonly RuleSource[],
  { fetchRules, checkScript, ...options }: AsyncCompileOptions = {},
): Promise<Analysis> {
  let analysis = analyse(source, options)
  if (analysis.remote.length > 0 && fetchRules !== undefined) {
    analysis = analyse(source, { ...options, remoteRules: await fetchRemoteRules(analysis.remote, fetchRules) })
  }
  return checkScript === undefined ? analysis : withScriptProblems(analysis, checkScript)
}

/** The analysis with what is wrong with the scripts of the rules. */
async function withScriptProblems(
  analysis: Analysis,
  checkScript: NonNullable<AsyncCompileOptions['checkScript']>,
): Promise<Analysis> {
  const found: Diagnostic[] = []
  for (const { path, text, span } of analysis.scripts) {
    const fault = await checkScript({ path, text })
    if (fault !== null) found.push(problem(span, 'bad-script', path, fault))
  }
  if (found.length === 0) return analysis
  found.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)
  return { ...analysis, program: null, diagnostics: [...analysis.diagnostics, ...found] }
}

/** The same as `compile` for rules with SecRemoteRules: what those name is fetched first. */
export async function compileAsync(
  source: RuleSource | readonly RuleSource[],
  options: AsyncCompileOptions = {},
): Promise<Program> {
  const { program, diagnostics } = await analyseAsync(source, options)
  if (program === null) throw new RuleError(diagnostics)
  return program
}

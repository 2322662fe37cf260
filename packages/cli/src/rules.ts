import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import {
  analyseAsync,
  BundleError,
  type Diagnostic,
  type DialectName,
  decodeBundle,
  nodeFileSystem,
  type Program,
  type RuleSource,
} from 'secrule'
import { CommandError } from './command-error.js'
import { exitCodes } from './exit-codes.js'
import { fileProblem } from './file-problem.js'
import { renderText } from './render/text.js'
import { starterRules } from './starter-rules.js'
import type { Terminal } from './terminal.js'

/** Which rules a command is to work with. */
export interface RulesOptions {
  /** Files, globs, or one bundle. Absent: the starter rules. */
  readonly rules?: readonly string[] | undefined
  readonly dialect?: DialectName | undefined
  /** Notes among the diagnostics. */
  readonly notes?: boolean
}

/** Rules that were read and compiled, usable or not. */
export interface LoadedRules {
  /** Null when an error is among the diagnostics. */
  readonly program: Program | null
  readonly diagnostics: readonly Diagnostic[]
  /** The files and globs, as given. */
  readonly names: readonly string[]
  readonly milliseconds: number
}

/** Reads and compiles rules, those of SecRemoteRules too. Throws CommandError for names that fit no file. */
export async function loadRules(options: RulesOptions): Promise<LoadedRules> {
  const given = options.rules ?? []
  const names = given.length > 0 ? given : [starterRules()]
  const start = performance.now()
  const bundle = bundleAmong(names)
  const analysis =
    bundle === null
      ? await analyseAsync(names.map(ruleSource), {
          notes: options.notes === true,
          ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
        })
      : { program: readBundle(bundle, options.dialect), diagnostics: [] }
  return { ...analysis, names, milliseconds: performance.now() - start }
}

/** The same for commands that need usable rules: problems are told on standard error, errors end the command. */
export async function usableRules(
  options: RulesOptions,
  terminal: Terminal,
): Promise<LoadedRules & { readonly program: Program }> {
  terminal.progress('reading rules …')
  const loaded = await loadRules(options)
  terminal.progress('')
  const { program, diagnostics } = loaded
  if (program !== null) return { ...loaded, program }
  const errors = diagnostics.filter((each) => each.severity === 'error')
  terminal.tell(renderText(errors, terminal.paintError))
  throw new CommandError(
    `the rules are not usable: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`,
    exitCodes.findings,
  )
}

/** The source of a name on the command line. Throws CommandError where it fits no file. */
export function ruleSource(name: string): RuleSource {
  if (nodeFileSystem.glob(name).length > 0) return { file: name }
  if (/[*?[]/.test(name)) throw new CommandError(`no file fits ${name}`)
  try {
    readFileSync(name)
  } catch (error) {
    throw fileProblem('read', name, error)
  }
  throw new CommandError(`cannot read ${name}: it is not a file`)
}

function bundleAmong(names: readonly string[]): string | null {
  const bundle = names.find((name) => name.endsWith('.srb'))
  if (bundle === undefined) return null
  if (names.length > 1) throw new CommandError(`${bundle} is a bundle, which holds all rules: give it alone`)
  return bundle
}

function readBundle(path: string, dialect: DialectName | undefined): Program {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw fileProblem('read', path, error)
  }
  let program: Program
  try {
    program = decodeBundle(bytes)
  } catch (error) {
    if (error instanceof BundleError) throw new CommandError(`cannot use ${path}: ${error.message}`, exitCodes.findings)
    throw error
  }
  if (dialect !== undefined && dialect !== program.dialect) {
    throw new CommandError(`${path} was compiled for the dialect ${program.dialect}: compile it again for ${dialect}`)
  }
  return program
}

// The entry for Node: the same names, with Node's services in place of what is left out.

import {
  type Analysis,
  type AsyncCompileOptions,
  analyse as analyseAnywhere,
  analyseAsync as analyseAsyncAnywhere,
  type CompileOptions,
  type RuleSource,
} from '@secrule/compiler'
import { type Diagnostic, type GeoDatabase, type Program, RuleError } from '@secrule/program'
import { loadPcre2 } from '@secrule/regex/node'
import { type Engine, HostError } from '@secrule/vm'
import { createEngine as createAnywhere, type EngineOptions } from './engine.js'
import { nodeFetchRules } from './node/fetch-rules.js'
import { nodeFileSystem } from './node/file-system.js'
import { nodeGeo } from './node/geo.js'
import { nodeInflate } from './node/inflate.js'
import { nodeInspector } from './node/inspector.js'
import { nodeLogs } from './node/logs.js'
import { nodeLua } from './node/lua/node-lua.js'
import { nodeResolver } from './node/resolver.js'
import { openSpillFile } from './node/spill-file.js'
import { nodeUploads } from './node/uploads.js'

export {
  type CountingSink,
  createAuditSink,
  createErrorLog,
  type ErrorLogFile,
  type ErrorLogOptions,
  type SinkOptions,
} from '@secrule/audit/node'
export { loadLibxml } from '@secrule/body/node'
export { type FetchRulesOptions, nodeFetchRules } from './node/fetch-rules.js'
export { nodeFileSystem } from './node/file-system.js'
export { nodeGeo } from './node/geo.js'
export { nodeInflate } from './node/inflate.js'
export { nodeInspector } from './node/inspector.js'
export { type LuaOptions, nodeLua } from './node/lua/node-lua.js'
export * from './public.js'

/** Reads, resolves and emits; `program` is null when any diagnostic is an error. */
export function analyse(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Analysis {
  return analyseAnywhere(source, { fileSystem: nodeFileSystem, ...options })
}

/** Compiles rules to a Program. Throws RuleError with every problem of the load when they cannot be used. */
export function compile(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Program {
  const { program, diagnostics } = analyse(source, options)
  if (program === null) throw new RuleError(diagnostics)
  return program
}

/** The same as `analyse` for rules with SecRemoteRules: what those name is fetched first, by this process. */
export function analyseAsync(
  source: RuleSource | readonly RuleSource[],
  options: AsyncCompileOptions = {},
): Promise<Analysis> {
  return analyseAsyncAnywhere(source, { fileSystem: nodeFileSystem, fetchRules: nodeFetchRules(), ...options })
}

/** The same as `compile` for rules with SecRemoteRules: what those name is fetched first, by this process. */
export async function compileAsync(
  source: RuleSource | readonly RuleSource[],
  options: AsyncCompileOptions = {},
): Promise<Program> {
  const { program, diagnostics } = await analyseAsync(source, options)
  if (program === null) throw new RuleError(diagnostics)
  return program
}

/** The same analysis as values: all errors and warnings in source order. Never throws on any rule text. */
export function check(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Diagnostic[] {
  return [...analyse(source, options).diagnostics]
}

/** What an engine of this process is made with. */
export interface NodeEngineOptions extends EngineOptions {
  /** Lets rules start the programs that they name in exec and @inspectFile. Default: rules that do are refused. */
  readonly allowPrograms?: boolean
}

/** Makes an engine of a Program, with PCRE2, Lua, DNS and decompression of this process unless the options say otherwise. */
export function createEngine(program: Program, { allowPrograms = false, ...options }: NodeEngineOptions = {}): Engine {
  const { needs, settings } = program
  if (needs.includes('inspector') && !allowPrograms && options.inspector === undefined) {
    throw new HostError('the rules start programs (exec, @inspectFile): allow that with `allowPrograms`')
  }
  const pcre2 = needs.includes('pcre2') ? loadPcre2() : null
  const opensGeo = needs.includes('geo') && options.geo === undefined && settings.geoLookupDb !== null
  return createAnywhere(program, {
    pcre2,
    geo: opensGeo ? openGeo(settings.geoLookupDb!) : null,
    inspector: allowPrograms ? nodeInspector : null,
    lua: nodeLua(),
    resolver: nodeResolver,
    inflate: nodeInflate,
    fileSystem: nodeFileSystem,
    uploads: nodeUploads((message) => options.logger?.error(message)),
    spill: () => openSpillFile(program.settings.tmpDir),
    giveWay: () => new Promise((resolve) => setImmediate(resolve)),
    ...options,
    ...nodeLogs(program.settings, options),
  })
}

/** The database of SecGeoLookupDb; an engine without it would not do what the rules say. */
function openGeo(path: string): GeoDatabase {
  try {
    return nodeGeo(path)
  } catch (error) {
    throw new HostError(`the rules need ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

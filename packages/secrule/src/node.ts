// The entry for Node: the same names, with Node's services in place of what is left out.

import {
  type Analysis,
  type AsyncCompileOptions,
  analyse as analyseAnywhere,
  analyseAsync as analyseAsyncAnywhere,
  type CompileOptions,
  type RuleSource,
} from '@secrule/compiler'
import { type Diagnostic, type Program, RuleError } from '@secrule/program'
import { type Engine, HostError } from '@secrule/vm'
import { createEngine as createAnywhere, type EngineOptions } from './engine.js'
import { nodeFetchRules } from './node/fetch-rules.js'
import { nodeFileSystem } from './node/file-system.js'
import { nodeInflate } from './node/inflate.js'
import { nodeInspector } from './node/inspector.js'
import { nodeLogs } from './node/logs.js'
import { nodeLua } from './node/lua/node-lua.js'
import { nodeResolver } from './node/resolver.js'
import { RulesetServices } from './node/ruleset-services.js'
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
export { FileStore, type FileStoreOptions } from '@secrule/store/node'
export { type DataFolder, dataFolder } from './node/data-folder.js'
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

/**
 * Makes an engine of a Program, with PCRE2, Lua, DNS, decompression and the folders of this machine unless the options
 * say otherwise. Throws HostError when something that the rules name or need is not there.
 */
export function createEngine(program: Program, { allowPrograms = false, ...options }: NodeEngineOptions = {}): Engine {
  if (program.needs.includes('inspector') && !allowPrograms && options.inspector === undefined) {
    throw new HostError('the rules start programs (exec, @inspectFile): allow that with `allowPrograms`')
  }
  const own = new RulesetServices(options)
  const logs = nodeLogs(program.settings, options)
  try {
    return createAnywhere(program, {
      inspector: allowPrograms ? nodeInspector : null,
      lua: nodeLua(),
      resolver: nodeResolver,
      inflate: nodeInflate,
      fileSystem: nodeFileSystem,
      uploads: nodeUploads((message) => options.logger?.error(message)),
      giveWay: () => new Promise((resolve) => setImmediate(resolve)),
      ...options,
      ...logs,
      servicesFor: (ruleset) => ({ ...own.for(ruleset), ...options.servicesFor?.(ruleset) }),
      closing: [...(logs.closing ?? []), () => own.close()],
    })
  } catch (error) {
    void own.close()
    throw error
  }
}

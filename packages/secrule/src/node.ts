// The entry for Node: the same names, with Node's services in place of what is left out.

import {
  type Analysis,
  type AsyncCompileOptions,
  analyse as analyseAnywhere,
  analyseAsync as analyseAsyncAnywhere,
  type CompileOptions,
  check as checkAnywhere,
  compile as compileAnywhere,
  compileAsync as compileAsyncAnywhere,
  type RuleSource,
} from '@secrule/compiler'
import type { Diagnostic, Program } from '@secrule/program'
import { nodeFetchRules } from './node/fetch-rules.js'
import { nodeFileSystem } from './node/file-system.js'
import { nodeLuaSyntax } from './node/lua/node-lua-syntax.js'

export {
  type CountingSink,
  createAuditSink,
  createErrorLog,
  type ErrorLogFile,
  type ErrorLogOptions,
  type SinkOptions,
} from '@secrule/audit/node'
export { loadLibxml } from '@secrule/body/node'
export { FileStore, type FileStoreOptions } from '@secrule/store/node'
export { type DataFolder, dataFolder } from './node/data-folder.js'
export { createEngine, type NodeEngineOptions } from './node/engine.js'
export { type FetchRulesOptions, nodeFetchRules } from './node/fetch-rules.js'
export { nodeFileSystem } from './node/file-system.js'
export { nodeGeo } from './node/geo.js'
export { nodeInflate } from './node/inflate.js'
export { nodeInspector } from './node/inspector.js'
export { type LuaOptions, nodeLua } from './node/lua/node-lua.js'
export { nodeLuaSyntax } from './node/lua/node-lua-syntax.js'
export * from './public.js'

/** What the compiler finds on this machine when nothing else is said. */
const here = { fileSystem: nodeFileSystem }
const hereAndMore = (): AsyncCompileOptions => ({
  ...here,
  fetchRules: nodeFetchRules(),
  checkScript: nodeLuaSyntax,
})

/** Reads, resolves and emits; `program` is null when any diagnostic is an error. */
export function analyse(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Analysis {
  return analyseAnywhere(source, { ...here, ...options })
}

/** Compiles rules to a Program. Throws RuleError with every problem of the load when they cannot be used. */
export function compile(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Program {
  return compileAnywhere(source, { ...here, ...options })
}

/** The same as `analyse`, with what must be waited for: SecRemoteRules is fetched, and Lua scripts are read by Lua. */
export function analyseAsync(
  source: RuleSource | readonly RuleSource[],
  options: AsyncCompileOptions = {},
): Promise<Analysis> {
  return analyseAsyncAnywhere(source, { ...hereAndMore(), ...options })
}

/** The same as `compile`, with what must be waited for: SecRemoteRules is fetched, and Lua scripts are read by Lua. */
export function compileAsync(
  source: RuleSource | readonly RuleSource[],
  options: AsyncCompileOptions = {},
): Promise<Program> {
  return compileAsyncAnywhere(source, { ...hereAndMore(), ...options })
}

/** The same analysis as values: all errors and warnings in source order. Never throws on any rule text. */
export function check(source: RuleSource | readonly RuleSource[], options: CompileOptions = {}): Diagnostic[] {
  return checkAnywhere(source, { ...here, ...options })
}

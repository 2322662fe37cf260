export { type Analysis, analyse, analyseAsync, check, compile, compileAsync } from './compile.js'
export type { AsyncCompileOptions, CompileOptions, RuleSource } from './options.js'
export type { RemoteRules, RemoteSource } from './remote-rules.js'

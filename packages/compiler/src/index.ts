export { type Analysis, analyse, check, compile } from './compile.js'
export type { CompileOptions, RuleSource } from './options.js'

import type { DialectName, FileSystem, RuleFetcher } from '@secrule/program'
import type { RemoteRules } from './remote-rules.js'

/** Where rules come from: a file (globs and Include work) or a text, whose relative files resolve against `name`. */
export type RuleSource = { readonly file: string } | { readonly text: string; readonly name?: string }

/** How rules are read and compiled. */
export interface CompileOptions {
  /** Whose behaviour the rules are compiled for. Default `secrule`. */
  readonly dialect?: DialectName
  /** Files that rules name. Without one, a rule that names a file is an error. */
  readonly fileSystem?: FileSystem
  /** Skip operators whose required texts are not in a value. Default true; false is for comparing. */
  readonly prefilter?: boolean
  /** Notes, too, of what is no fault: what a pattern would cost in other engines. `check` gives them. */
  readonly notes?: boolean
  /** Modules that `<IfModule>` takes as loaded, besides ModSecurity's own names. */
  readonly modules?: readonly string[]
  /** Names that `<IfDefine>` takes as defined. */
  readonly defines?: readonly string[]
  /** Version of the web server, such as `2.4.62`, that `<IfVersion>` asks for. */
  readonly version?: string
  /** Directives of a web server to pass over with a warning. */
  readonly ignoreDirectives?: readonly string[]
  /** Folder that relative names are looked up in when they are not beside the file that names them. Default: the working one. */
  readonly baseFolder?: string
  /** What was fetched for SecRemoteRules. `compileAsync` and `analyseAsync` fetch it themselves. */
  readonly remoteRules?: RemoteRules
}

/** How rules are read and compiled when some things may have to be waited for. */
export interface AsyncCompileOptions extends CompileOptions {
  /** Without one, rules with SecRemoteRules cannot be loaded. */
  readonly fetchRules?: RuleFetcher
  /** Says what is wrong with a Lua script that rules name, or null. Without it that shows when the script first runs. */
  readonly checkScript?: (script: { readonly path: string; readonly text: string }) => Promise<string | null>
}

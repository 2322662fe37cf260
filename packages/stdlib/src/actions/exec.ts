import {
  action,
  isDiagnostic,
  type MaybePromise,
  problem,
  type Services,
  type TransactionState,
} from '@secrule/program'
import { type LuaScript, luaHost } from '../lua-host.js'

/** A Lua script, or the path of a program. */
type Executable = { readonly script: LuaScript } | { readonly program: string }

/** What runs it, or null when the host has no service for that. */
function runner(executable: Executable, transaction: TransactionState): (() => MaybePromise<unknown>) | null {
  if ('script' in executable) {
    const lua = luaHost(transaction.services)
    return lua && (() => lua.run(executable.script, null, transaction))
  }
  const inspector = transaction.services.inspector ?? null
  return inspector && (() => inspector(executable.program, ''))
}

function failed(services: Services, path: string, reason: unknown): void {
  services.logger.error(`exec: ${path} did not run: ${reason instanceof Error ? reason.message : String(reason)}`)
}

export const exec = action<Executable>({
  name: 'exec',
  summary:
    'Runs a Lua script, or a program that the host inspects files with. What it returns is ignored; a failure is logged.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,exec:notify.lua"',
  engines: 'v3 runs Lua scripts only. Coraza does not run anything.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: (argument, span, context) => {
    if (argument === null || argument === '') return problem(span, 'missing-value', 'exec', 'write `exec:script.lua`')
    if (!argument.toLowerCase().endsWith('.lua')) {
      if (!context.dialect.execScriptsOnly) return { program: argument }
      return problem(span, 'bad-value', argument, 'exec', 'name a Lua script, whose name ends in .lua')
    }
    const script = context.readFile(argument, span)
    return isDiagnostic(script) ? script : { script }
  },
  run: (executable, transaction) => {
    const path = 'script' in executable ? executable.script.path : executable.program
    const fail = (reason: unknown): void => failed(transaction.services, path, reason)
    const execute = runner(executable, transaction)
    if (execute === null) return fail('the host has no service for it')
    try {
      const result = execute()
      if (result instanceof Promise) return result.then(() => undefined, fail)
    } catch (reason) {
      fail(reason)
    }
  },
})

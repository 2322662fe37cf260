import { action, isDiagnostic, type MaybePromise, problem, type Services } from '@secrule/program'
import { type LuaScript, runScript } from '../lua-host.js'

/** A Lua script, or the path of a program. */
type Executable = { readonly script: LuaScript } | { readonly program: string }

function tellFailure(services: Services, path: string, reason: unknown): void {
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
    if (isDiagnostic(script)) return script
    context.noteScript?.(script, span)
    return { script }
  },
  needs: (executable) => ['script' in executable ? 'lua' : 'inspector'],
  run: (executable, transaction) => {
    // a script that fails was told of where it ran
    if ('script' in executable) return settled(runScript(executable.script, null, transaction))
    const { program } = executable
    const { services } = transaction
    const failed = (reason: unknown): void => tellFailure(services, program, reason)
    const inspector = services.inspector ?? null
    if (inspector === null) return failed('the host has no service for it')
    try {
      return settled(inspector(program, ''), failed)
    } catch (reason) {
      failed(reason)
    }
  },
})

function settled(result: unknown, failed?: (reason: unknown) => void): MaybePromise<void> {
  if (result instanceof Promise) return result.then(() => undefined, failed)
}

import { action, type MaybePromise, problem } from '@secrule/program'
import { type LuaScript, luaHost } from '../lua-host.js'

function ignoreResult(result: MaybePromise<unknown>): MaybePromise<void> {
  return result instanceof Promise ? result.then(() => undefined) : undefined
}

export const exec = action<LuaScript | { readonly path: string; readonly text: null }>({
  name: 'exec',
  summary: 'Runs a Lua script. What it returns is ignored.',
  example: 'SecRule ARGS "@rx x" "id:1,phase:2,pass,exec:notify.lua"',
  engines: 'v2 runs programs too. Coraza does not run anything.',
  group: 'effect',
  argument: 'required',
  repeat: 'all',
  each: 'rule',
  inLink: true,
  inDefault: true,
  compile: (argument, span, context) => {
    if (argument === null || argument === '') return problem(span, 'missing-value', 'exec', 'write `exec:script.lua`')
    if (!argument.toLowerCase().endsWith('.lua')) {
      context.warn(problem(span, 'no-effect', `\`exec:${argument}\``, 'programs are not run, only Lua scripts'))
      return { path: argument, text: null }
    }
    return context.readFile(argument, span)
  },
  run: (script, transaction) => {
    if (script.text === null) {
      transaction.debug(1, () => `exec: ${script.path} is not a Lua script and is not run`)
      return
    }
    const lua = luaHost(transaction.services)
    if (lua !== null) return ignoreResult(lua.run(script, null, transaction))
    transaction.services.logger.error(`exec: ${script.path} cannot run without a Lua service`)
  },
})

import type { FileSystem } from '@secrule/program'
import { type LuaHost, type LuaOutcome, type LuaScript, ScriptAccess } from '@secrule/stdlib'
import type { LuaLimits } from './lua-budget.js'
import { LuaMachine } from './lua-machine.js'

/** How scripts run. */
export interface LuaOptions extends Partial<LuaLimits> {
  /** Gives scripts `require` and `dofile` for files that stand beside them. Without it they can read no file at all. */
  readonly files?: FileSystem | null
}

/** Half a tenth of a second of a busy processor, and more memory than the largest body that rules see by default. */
const defaults: LuaLimits = { instructions: 5_000_000, memory: 16_777_216, milliseconds: 2000 }

/**
 * Runs the Lua scripts of exec, @inspectFile and SecRuleScript with wasmoon, which is loaded when the first script runs.
 * Scripts have no files, programs or network, and end at their limits: then, as after any other error, they gave no answer.
 */
export function nodeLua(options: LuaOptions = {}): LuaHost {
  const { files = null } = options
  const limits: LuaLimits = {
    instructions: options.instructions ?? defaults.instructions,
    memory: options.memory ?? defaults.memory,
    milliseconds: options.milliseconds ?? defaults.milliseconds,
  }
  let machine: LuaMachine | null = null
  let loading: Promise<LuaMachine> | null = null
  const load = async (): Promise<LuaMachine> => {
    const { LuaWasm } = await import('wasmoon')
    machine = new LuaMachine(await LuaWasm.initialize())
    return machine
  }
  const execute = (
    on: LuaMachine,
    script: LuaScript,
    value: string | null,
    transaction: Parameters<LuaHost['run']>[2],
  ): LuaOutcome => {
    const read = files && ((name: string) => files.read(files.resolve(script.path, name)))
    const outcome = on.run({ ...script, value, access: new ScriptAccess(transaction), read, limits })
    if (on.isBroken && machine === on) {
      machine = null
      loading = null
    }
    return outcome
  }
  return {
    run: (script, value, transaction) => {
      if (machine !== null) return execute(machine, script, value, transaction)
      loading ??= load()
      return loading.then(
        (loaded) => execute(machine ?? loaded, script, value, transaction),
        (reason: unknown) => {
          loading = null
          return { error: `Lua cannot be loaded: ${reason instanceof Error ? reason.message : String(reason)}` }
        },
      )
    },
  }
}

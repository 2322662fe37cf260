import type { MaybePromise, Services, TransactionState } from '@secrule/program'

/** A Lua script as the compiler read it. */
export interface LuaScript {
  readonly path: string
  readonly text: string
}

/** What the `lua` service of a host must be, for exec, @inspectFile and SecRuleScript. It bounds time and memory itself. */
export interface LuaHost {
  /** Runs `main(value)` and gives what it returned as text; null for nil and after an error, which the host logs. */
  run(script: LuaScript, value: string | null, transaction: TransactionState): MaybePromise<string | null>
}

/** The Lua host among the services, or null. */
export function luaHost(services: Services): LuaHost | null {
  return (services.lua ?? null) as LuaHost | null
}

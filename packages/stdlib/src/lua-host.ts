import type { MaybePromise, Services, TransactionState } from '@secrule/program'

/** A Lua script as the compiler read it. */
export interface LuaScript {
  readonly path: string
  readonly text: string
}

/** How a script ended: what `main` returned as text (null for nil), or why it gave no answer. */
export type LuaOutcome = { readonly answer: string | null } | { readonly error: string }

/** What the `lua` service of a host must be, for exec, @inspectFile and SecRuleScript. It bounds time and memory itself. */
export interface LuaHost {
  /** Runs `main(value)`, or `main()` without a value. A script that fails is an outcome, never an exception. */
  run(script: LuaScript, value: string | null, transaction: TransactionState): MaybePromise<LuaOutcome>
}

/** The Lua host among the services, or null. */
export function luaHost(services: Services): LuaHost | null {
  return (services.lua ?? null) as LuaHost | null
}

/** Runs a script where there is a host for it. Every failure is an outcome, and told to the host once here. */
export function runScript(
  script: LuaScript,
  value: string | null,
  transaction: TransactionState,
): MaybePromise<LuaOutcome> {
  const told = (outcome: LuaOutcome): LuaOutcome => {
    if ('error' in outcome) transaction.services.logger.error(`[${transaction.id}] ${script.path}: ${outcome.error}`)
    return outcome
  }
  const failed = (reason: unknown): LuaOutcome =>
    told({ error: reason instanceof Error ? reason.message : String(reason) })
  const lua = luaHost(transaction.services)
  if (lua === null) return told({ error: 'the host does not run scripts' })
  try {
    const outcome = lua.run(script, value, transaction)
    return outcome instanceof Promise ? outcome.then(told, failed) : told(outcome)
  } catch (reason) {
    return failed(reason)
  }
}

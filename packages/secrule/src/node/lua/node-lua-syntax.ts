import type { LuaScript } from '@secrule/stdlib'
import { LuaMachine } from './lua-machine.js'

let machine: Promise<LuaMachine | null> | null = null

/** What keeps Lua from reading a script, with the line; null when nothing does, or where there is no Lua. Runs nothing. */
export async function nodeLuaSyntax(script: LuaScript): Promise<string | null> {
  machine ??= load()
  return (await machine)?.fault(script.path, script.text) ?? null
}

async function load(): Promise<LuaMachine | null> {
  try {
    const { LuaWasm } = await import('wasmoon')
    return new LuaMachine(await LuaWasm.initialize())
  } catch {
    return null
  }
}

import type { Program } from '@secrule/program'
import { MemoryStore } from '@secrule/store'
import { createEngine as create, type Engine, type EngineOptions as VmOptions } from '@secrule/vm'
import { webInflate } from './web-inflate.js'

/** What an engine is made with. Everything may be left out; persistent collections then live in memory. */
export type EngineOptions = Partial<VmOptions>

/** Makes an engine of a Program. Throws HostError when the rules need a service that is not there. */
export function createEngine(program: Program, options: EngineOptions = {}): Engine {
  const { clock } = options
  const store = options.store ?? (clock === undefined ? new MemoryStore() : new MemoryStore(() => clock.now() / 1e6))
  return create(program, { inflate: webInflate, ...options, store })
}

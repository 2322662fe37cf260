import { existsSync, openSync, readSync } from 'node:fs'
import { createEngine, type Engine, MemoryStore, type Program } from 'secrule'

/** What a request may cost, and what may be done between two turns of the event loop, in milliseconds of CPU. */
export const mostInAll = 1000
export const mostAtOnce = 50

/** CPU of this process in milliseconds; what the garbage collector's threads take counts too. */
export function cpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * CPU of the thread of the event loop in milliseconds, where Linux tells it: what V8 compiles and collects in threads of
 * its own keeps nobody waiting. Elsewhere that of the process. It is exact to a tick of the kernel, 4 ms at the most.
 */
export const loopCpu: () => number = openLoopCpu()

function openLoopCpu(): () => number {
  const path = `/proc/self/task/${process.pid}/schedstat`
  if (!existsSync(path)) return cpu
  const file = openSync(path, 'r')
  const text = Buffer.alloc(64)
  return () => Number.parseInt(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)), 10) / 1_000_000
}

/** How long an engine kept the event loop from anything else. */
export interface Slices {
  begin(): void
  readonly longest: number
}

/** An engine that says how long it worked without giving way. */
export interface WatchedEngine {
  readonly engine: Engine
  readonly slices: Slices
  /** Something else has its turn. */
  giveWay(): Promise<void>
}

export function watchedEngine(program: Program): WatchedEngine {
  let since = 0
  let longest = 0
  const stop = (): void => {
    const now = loopCpu()
    longest = Math.max(longest, now - since)
    since = now
  }
  const giveWay = async (): Promise<void> => {
    stop()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    giveWay,
    engine: createEngine(program, { giveWay, store: new MemoryStore() }),
    slices: {
      begin() {
        since = loopCpu()
        longest = 0
      },
      get longest() {
        stop()
        return longest
      },
    },
  }
}

import { createEngine, type Engine, MemoryStore, type Program } from 'secrule'

/** CPU of this process in milliseconds; what the garbage collector's threads take counts too. */
export function cpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
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
    const now = cpu()
    longest = Math.max(longest, now - since)
    since = now
  }
  const giveWay = async (): Promise<void> => {
    stop()
    await new Promise((resolve) => setImmediate(resolve))
    since = cpu()
  }
  return {
    giveWay,
    engine: createEngine(program, { giveWay, store: new MemoryStore() }),
    slices: {
      begin() {
        since = cpu()
        longest = 0
      },
      get longest() {
        stop()
        return longest
      },
    },
  }
}

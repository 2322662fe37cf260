import type { Profiler, RuleInfo } from 'secrule'

/** What something cost so far: a stage, a rule, or a transformation. */
export interface Cost {
  readonly name: string
  milliseconds: number
  /** How often it was begun. */
  times: number
}

/** Name of the stage for what is between the others. */
const between = 'taking in the message'

/**
 * Adds up the time between what an engine tells of its work. Time goes to one stage, and inside of a stage to one rule:
 * the one that was come to last. Transformations and the prefilter are stages of their own, as what they find out is
 * used by all rules, not only by the one that asked first.
 */
export class Recorder implements Profiler {
  readonly stages = new Map<string, Cost>()
  readonly rules = new Map<RuleInfo, Cost>()
  readonly transformations = new Map<string, Cost>()
  #stage = costOf(this.stages, between, between)
  #part: Cost | null = null
  #since = 0

  /** The next transaction begins. What was before it counts for nothing. */
  begin(): void {
    this.#since = performance.now()
    this.stage(between)
  }

  /** The transaction has ended. */
  end(): void {
    this.#settle()
  }

  /** What was recorded until now was for warming up. */
  clear(): void {
    this.stages.clear()
    this.rules.clear()
    this.transformations.clear()
  }

  stage(name: string): void {
    this.#settle()
    this.#part = null
    this.#stage = costOf(this.stages, name, name)
    this.#stage.times++
  }

  rule(rule: RuleInfo): void {
    this.#settle()
    this.#part = costOf(this.rules, rule, `${rule.id}`)
    this.#part.times++
  }

  apart<T>(kind: 'transformation' | 'prefilter', name: string, work: () => T): T {
    this.#settle()
    const stage = this.#stage
    const part = this.#part
    const own = kind === 'prefilter' ? 'search for literals' : 'transformations'
    this.#stage = costOf(this.stages, own, own)
    this.#stage.times++
    this.#part = kind === 'prefilter' ? null : costOf(this.transformations, name, name)
    if (this.#part !== null) this.#part.times++
    try {
      return work()
    } finally {
      this.#settle()
      this.#stage = stage
      this.#part = part
    }
  }

  #settle(): void {
    const now = performance.now()
    const spent = now - this.#since
    this.#since = now
    this.#stage.milliseconds += spent
    if (this.#part !== null) this.#part.milliseconds += spent
  }
}

function costOf<Key>(costs: Map<Key, Cost>, key: Key, name: string): Cost {
  let cost = costs.get(key)
  if (cost === undefined) {
    cost = { name, milliseconds: 0, times: 0 }
    costs.set(key, cost)
  }
  return cost
}

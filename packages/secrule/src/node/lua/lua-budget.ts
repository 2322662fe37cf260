/** What a run of a script may use up. */
export interface LuaLimits {
  /** Instructions of Lua, and as many steps of what the library does inside one of them. */
  readonly instructions: number
  /** Bytes that are in use at a time. */
  readonly memory: number
  /** Milliseconds, for what neither of the others counts. */
  readonly milliseconds: number
}

/** Instructions between two looks at what is left. */
export const slice = 1000

/** What is left to one run of a script. */
export class LuaBudget {
  readonly #limits: LuaLimits
  readonly #until: number
  #left: number
  #used = 0
  /** Which limit was reached, in words; null while there is something left. */
  exceeded: string | null = null

  constructor(limits: LuaLimits) {
    this.#limits = limits
    this.#left = limits.instructions
    this.#until = performance.now() + limits.milliseconds
  }

  /** Takes steps away; false when none are left. */
  spend(steps: number): boolean {
    // a script can make numbers that are none: they cost everything
    this.#left -= steps >= 0 ? steps : Number.POSITIVE_INFINITY
    if (this.#left < 0) this.exceeded ??= `it ran more than ${this.#limits.instructions} instructions`
    return this.exceeded === null
  }

  /** The same for a slice of instructions, which is the moment to look at the clock. */
  spendSlice(): boolean {
    if (performance.now() > this.#until)
      this.exceeded ??= `it ran longer than ${this.#limits.milliseconds} milliseconds`
    return this.spend(slice)
  }

  /**
   * Memory that grows from one size to another; false when it must not: Lua then collects what is garbage and asks
   * again, or ends the script. Filling memory is work too.
   */
  grow(from: number, to: number): boolean {
    if (to > from && (this.#used + to - from > this.#limits.memory || !this.spend((to - from) >> 4))) return false
    this.#used += to - from
    return true
  }
}

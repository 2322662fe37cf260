/** Tells of what a sink could not write: counted one by one, reported seldom enough not to flood another log. */
export class LossCounter {
  #lost = 0
  #told = 0
  #nextAt = 1
  readonly #name: string
  readonly #report: (message: string) => void

  constructor(name: string, report: (message: string) => void) {
    this.#name = name
    this.#report = report
  }

  /** Records that were lost since the sink was made. */
  get lost(): number {
    return this.#lost
  }

  /** Counts lost records, and reports the first, the tenth, the hundredth and so on. */
  add(count: number, reason: string): void {
    this.#lost += count
    if (this.#lost < this.#nextAt) return
    while (this.#nextAt <= this.#lost) this.#nextAt *= 10
    this.#tell(reason)
  }

  /** Something went wrong that costs no record yet. */
  warn(message: string): void {
    this.#report(`${this.#name}: ${message}`)
  }

  /** Reports what was not told yet. For the end, and for when writing works again. */
  settle(reason: string): void {
    if (this.#told < this.#lost) this.#tell(reason)
    this.#nextAt = this.#lost + 1
  }

  #tell(reason: string): void {
    this.#told = this.#lost
    this.#report(`${this.#name}: ${this.#lost} ${this.#lost === 1 ? 'record' : 'records'} lost so far: ${reason}`)
  }
}

/** What an error says, for reports. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

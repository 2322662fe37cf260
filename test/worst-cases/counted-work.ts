import { operators, transformations } from '@secrule/stdlib'

type Run = (...given: never[]) => unknown
interface Runnable {
  run: Run
  link?: ((...given: never[]) => unknown) | undefined
}

/**
 * How many bytes the elements of the library work on: a measure of the time that a transaction takes which is the same
 * on every machine. It counts for the whole process from the moment it is made, for engines that are made later.
 */
export class CountedWork {
  /** Bytes of all values that were transformed or tested. */
  total = 0
  /** The most that was worked on between two turns of other work, less the longest value: that is one step. */
  mostAtOnce = 0
  #slice = 0
  #longest = 0

  constructor() {
    for (const definition of transformations.all as unknown as Runnable[]) {
      const { run, link } = definition
      definition.run = ((value: string) => this.#counted(value, () => run(value as never))) as Run
      if (link === undefined) continue
      definition.link = ((settings: never) => {
        const linked = link(settings) as (value: string) => unknown
        return (value: string) => this.#counted(value, () => linked(value))
      }) as Run
    }
    for (const definition of operators.all as unknown as Runnable[]) {
      const { run } = definition
      definition.run = ((live: never, value: string, context: never) =>
        this.#counted(value, () => run(live, value as never, context))) as Run
    }
  }

  begin(): void {
    this.total = 0
    this.mostAtOnce = 0
    this.#slice = 0
    this.#longest = 0
  }

  /** For engines: other work has its turn. */
  readonly giveWay = async (): Promise<void> => {
    this.end()
  }

  /** The transaction has ended. */
  end(): void {
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#slice - this.#longest)
    this.#slice = 0
    this.#longest = 0
  }

  #counted(value: string, run: () => unknown): unknown {
    this.total += value.length
    this.#slice += value.length
    this.#longest = Math.max(this.#longest, value.length)
    return run()
  }
}

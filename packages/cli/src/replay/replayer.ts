import { parseRequestTarget } from '@secrule/body'
import { createEngine, type Engine, type Explanation, type Interruption, loadLibxml, type Program } from 'secrule'
import { engineProblem } from '../engine-problem.js'
import type { Exchange } from '../exchange/exchange.js'
import { type ExchangeEnds, runExchange } from '../exchange/run-exchange.js'
import { type Exclusion, exclusionsAt } from '../exclusions/exclusion.js'
import { FreshStore } from '../ftw/fresh-store.js'

/** What the rules made of a request that was shown to them again. */
export interface Replay {
  readonly interruption: Interruption | null
  readonly explanation: Explanation
  readonly tx: ReadonlyMap<string, string>
  /** REQUEST_FILENAME: what locations are compared with. */
  readonly path: string
}

/** Shows requests of logs to rules again. Each is seen as the first of its client, and nothing is logged. */
export class Replayer {
  readonly program: Program
  readonly #engine: Engine
  readonly #store: FreshStore

  private constructor(program: Program, engine: Engine, store: FreshStore) {
    this.program = program
    this.#engine = engine
    this.#store = store
  }

  /** Blocks whatever SecRuleEngine says, so that a log of DetectionOnly shows what would be blocked. */
  static async open(rules: Program, tell: (message: string) => void): Promise<Replayer> {
    const settings = { ...rules.settings, ...quiet }
    const program: Program = { ...rules, settings }
    const store = new FreshStore()
    const xml = program.needs.includes('xml') ? { xml: await loadLibxml() } : {}
    try {
      const engine = createEngine(program, { store, logger: { log: () => {}, error: tell }, ...xml })
      return new Replayer(program, engine, store)
    } catch (error) {
      throw engineProblem(error)
    }
  }

  async replay(exchange: Exchange, ends: ExchangeEnds, exclusions: readonly Exclusion[] = []): Promise<Replay> {
    this.#store.clear()
    const path = pathOf(exchange.request.target)
    const options = { trace: true, without: exclusionsAt(exclusions, path) }
    return runExchange(
      this.#engine,
      exchange,
      (transaction) => ({
        interruption: transaction.interruption,
        explanation: transaction.explain(),
        tx: new Map(transaction.variable('TX').map(({ key, value }) => [key.toLowerCase(), value])),
        path,
      }),
      options,
      ends,
    )
  }

  /** Only whether it is blocked. */
  async isBlocked(exchange: Exchange, ends: ExchangeEnds, exclusions: readonly Exclusion[] = []): Promise<boolean> {
    this.#store.clear()
    const options = { without: exclusionsAt(exclusions, pathOf(exchange.request.target)) }
    return runExchange(this.#engine, exchange, ({ interruption }) => interruption !== null, options, ends)
  }

  close(): Promise<void> {
    return this.#engine.close()
  }
}

const quiet = {
  ruleEngine: 'On',
  auditEngine: 'Off',
  auditLog: null,
  auditLog2: null,
  debugLog: null,
  debugLogLevel: 0,
  guardianLog: null,
} as const

/** What REQUEST_FILENAME is of a target. */
export function pathOf(target: string): string {
  return parseRequestTarget(target).filename
}

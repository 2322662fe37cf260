import { createXmlReader, type XmlEngine } from '@secrule/body'
import { BundleError, type Limits, type Logger, type Program, type Services, type Store } from '@secrule/program'
import { HostError } from './host-error.js'
import { LinkedProgram } from './linked-program.js'
import { unknownName } from './program-names.js'
import { Transaction, type TransactionOptions } from './transaction.js'

/** What an engine is made with. Everything but the store may be left out. */
export interface EngineOptions extends Partial<Omit<Services, 'limits' | 'store'>> {
  readonly store: Store
  readonly limits?: Partial<Limits>
  /** What a request gets when the engine itself fails: refused (default) or let through. */
  readonly onError?: 'block' | 'pass'
}

const defaultLimits: Limits = {
  headers: 1000,
  headerBytes: 262_144,
  decodedRatio: 100,
  matches: 10_000,
  knownValues: 20_000,
}
const silent: Logger = { log: () => {}, error: () => {} }

declare function setTimeout(callback: () => void, milliseconds: number): unknown

function defaultServices(options: EngineOptions): Services {
  return {
    fileSystem: options.fileSystem ?? null,
    store: options.store,
    logger: options.logger ?? silent,
    audit: options.audit ?? null,
    geo: options.geo ?? null,
    xml: options.xml ?? createXmlReader(),
    pcre2: options.pcre2 ?? null,
    lua: options.lua ?? null,
    resolver: options.resolver ?? null,
    inflate: options.inflate ?? null,
    inspector: options.inspector ?? null,
    uploads: options.uploads ?? null,
    spill: options.spill ?? null,
    profiler: options.profiler ?? null,
    giveWay: options.giveWay === undefined ? () => new Promise((resolve) => setTimeout(resolve, 0)) : options.giveWay,
    clock: options.clock ?? {
      now: () => Date.now() * 1000,
      localOffset: (moment) => -new Date(moment).getTimezoneOffset(),
    },
    random: options.random ?? Math.random,
    limits: { ...defaultLimits, ...options.limits },
    maskCredentials: options.maskCredentials ?? false,
    guardian: options.guardian ?? null,
    closing: options.closing ?? [],
    errorLog: options.errorLog ?? {},
    servicesFor: options.servicesFor ?? null,
  }
}

/** Runs one ruleset over any number of transactions. */
export class Engine {
  readonly #services: Services
  readonly #onError: 'block' | 'pass'
  #linked: LinkedProgram
  readonly #open = new Set<Transaction>()
  #isClosed = false
  /** Patterns are made ready beforehand, those of later rulesets too. */
  #isWarm = false

  constructor(program: Program, options: EngineOptions) {
    this.#services = defaultServices(options)
    this.#onError = options.onError ?? 'block'
    this.#linked = link(program, this.#services)
  }

  /** Opens a transaction. Close it when the response is done. */
  newTransaction(options: TransactionOptions = {}): Transaction {
    if (this.#isClosed) throw new HostError('the engine is closed')
    const id = options.id ?? this.#makeId()
    if (options.id !== undefined && !/^[\x21-\x7e]{1,128}$/.test(id)) {
      throw new HostError('a transaction id is printable ASCII without spaces')
    }
    const transaction = new Transaction(this.#linked, id, {
      onError: this.#onError,
      trace: options.trace ?? false,
      onRule: options.onRule ?? null,
      mode: options.mode ?? null,
      without: options.without ?? [],
      onClose: () => this.#open.delete(transaction),
    })
    this.#open.add(transaction)
    return transaction
  }

  /**
   * New transactions use the new ruleset; each one under way finishes with its own. Throws, and changes nothing, when a
   * service is missing.
   */
  reload(program: Program): void {
    this.#linked = link(program, this.#services)
    if (this.#isWarm) void this.warmUp()
  }

  /**
   * Makes patterns ready, which is otherwise done where a rule first needs one, so that the first requests do not have
   * to wait for that, and does so again behind each reload. Others have their turn in between: requests may come
   * meanwhile, and it need never be called. It ends early when the engine is closed or reloaded, and never rejects.
   */
  async warmUp(): Promise<void> {
    this.#isWarm = true
    const linked = this.#linked
    for (const operator of linked.operators) {
      while (operator.linkWork > 0) {
        if (this.#isClosed || this.#linked !== linked) return
        operator.prepare()
        await linked.services.giveWay?.()
      }
    }
  }

  /** Opens all log files anew: for rotation, after another program renamed them. */
  reopenLogs(): void {
    const { audit, guardian, logger } = this.#services
    audit?.reopen?.()
    guardian?.reopen?.()
    logger.reopen?.()
  }

  /** Audit records that could not be written so far, as far as the sink counts them. */
  get lostAuditRecords(): number {
    return this.#services.audit?.lost ?? 0
  }

  /** Aborts what is open and closes store and sinks. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const transaction of [...this.#open]) {
      await transaction.abort('the engine is closing')
      transaction.close()
    }
    const { audit, guardian, store, closing = [] } = this.#services
    await audit?.close()
    await guardian?.close()
    await store.close()
    for (const close of closing) await close()
  }

  /** Seconds since 1970, then random digits, as libmodsecurity makes them. */
  #makeId(): string {
    const { clock, random } = this.#services
    const seconds = Math.floor(clock.now() / 1_000_000)
    const digits = `${Math.floor(random() * 1e9)}`.padStart(9, '0')
    return `${seconds}${digits}${`${Math.floor(random() * 1e6)}`.padStart(6, '0')}`
  }
}

function link(program: Program, common: Services): LinkedProgram {
  const services = { ...common, ...common.servicesFor?.(program) }
  const given = services as unknown as Record<string, unknown>
  // every host can read XML, but what names it as a need wants documents validated
  const missing = program.needs.filter((need) =>
    need === 'xml' ? (services.xml as XmlEngine).validates !== true : given[need] === null,
  )
  if (missing.length > 0) {
    throw new HostError(`the rules need ${missing.join(' and ')}, which the engine was not given`)
  }
  const unknown = unknownName(program)
  if (unknown !== null) throw new BundleError(`the rules name ${unknown}, which this engine does not have`)
  try {
    return new LinkedProgram(program, services)
  } catch (error) {
    // what the compiler made can be linked: this was altered since
    throw new BundleError(`the rules cannot be linked: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/**
 * Makes an engine of a Program. Throws HostError when the rules need a service that is not there, BundleError when the
 * Program came from a bundle that was altered or names what this engine does not have.
 */
export function createEngine(program: Program, options: EngineOptions): Engine {
  return new Engine(program, options)
}

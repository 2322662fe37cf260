import type { Interruption, Logger, MaybePromise, Program, RuleSource } from 'secrule'
import { type ClientTrust, clientTrust } from './client-trust.js'
import { consoleLogger } from './console-logger.js'
import type { Block, BlockReply, HostLimits, HostOptions } from './host-options.js'
import type { InspectingEngine } from './inspecting-engine.js'
import { Inspection } from './inspection.js'
import { observedEngine } from './observed-engine.js'
import type { PageTemplates } from './own-page.js'
import type { RawHeaders } from './raw-headers.js'
import { requestId } from './request-id.js'

/** How a host makes an engine: the functions of its entry of secrule. */
export interface EngineKit {
  /** Null where the compiler is left out. */
  readonly compile: ((rules: RuleSource | readonly RuleSource[]) => Program) | null
  decodeBundle(bytes: Uint8Array): Program
  createEngine(program: Program, options: object): InspectingEngine & { close(): Promise<void> }
}

const known = new Set([
  ...['engine', 'rules', 'bundle', 'mode', 'onBlock', 'onError', 'trustProxy', 'trustRequestId', 'limits', 'logger'],
  ...['audit', 'maskCredentials', 'observer', 'blockPage', 'skip'],
])
const observing = ['began', 'phase', 'bytes', 'finished', 'failed', 'reloaded'] as const
const limitNames = ['headers', 'headerBytes', 'matches', 'pause']

/** The options of a host, checked, with the engine they come to. */
export class Guard {
  readonly engine: InspectingEngine
  readonly onError: 'block' | 'pass'
  readonly mode: 'On' | 'DetectionOnly' | undefined
  readonly clientTrust: ClientTrust
  readonly limits: Pick<HostLimits, 'pause'>
  readonly blockPage: PageTemplates
  readonly #options: HostOptions
  readonly #kit: EngineKit
  readonly #logger: Logger
  readonly #close: () => Promise<void>
  #program: Program | null = null

  /** Throws an Error that names the option, or what reading the rules throws. `own` are the host's additional options. */
  constructor(options: HostOptions, kit: EngineKit, own: readonly string[] = []) {
    check(options, own)
    this.#options = options
    this.#kit = kit
    this.#logger = options.logger ?? consoleLogger
    this.onError = options.onError ?? 'block'
    this.mode = options.mode === undefined ? undefined : options.mode === 'on' ? 'On' : 'DetectionOnly'
    this.clientTrust = clientTrust(options.trustProxy ?? false)
    const { pause = 10_000, ...limits } = options.limits ?? {}
    this.limits = { pause }
    this.blockPage = options.blockPage ?? {}
    const { observer } = options
    const observed = (engine: InspectingEngine): InspectingEngine =>
      observer === undefined ? engine : observedEngine(engine, observer)
    if (options.engine !== undefined) {
      this.engine = observed(options.engine)
      this.#close = () => Promise.resolve()
    } else {
      const program = this.#read((options.bundle ?? options.rules) as Source)
      this.#program = program
      const { onError } = this
      const { audit, maskCredentials = false } = options
      const services = { onError, limits, logger: this.#logger, maskCredentials, ...(audit ? { audit } : {}) }
      const engine = kit.createEngine(program, services)
      this.engine = observed(engine)
      this.#close = () => engine.close()
      if (program.settings.ruleEngine === 'Off' && options.mode === undefined) {
        this.reportError(
          'host: SecRuleEngine is Off in these rules, so nothing is inspected; set it, or the option `mode`',
        )
      }
    }
  }

  /** False for a request that the option `skip` takes out. A `skip` that throws takes out none. */
  inspects(method: string, target: string): boolean {
    try {
      return this.#options.skip?.({ method, target }) !== true
    } catch (error) {
      this.reportError(`host: skip: ${String(error)}`)
      return true
    }
  }

  /** Opens the inspection of a request with these headers. */
  inspect(headers: RawHeaders): Inspection {
    return new Inspection(this, requestId(headers, this.#options.trustRequestId ?? false))
  }

  /** For a request that `skip` takes out: passes everything, and has no id. */
  passOver(): Inspection {
    return new Inspection({ engine: null, onError: this.onError, reportError: () => {} }, '')
  }

  /** The rules in force; null when they are those of an engine that was given, and that was not reloaded from here. */
  get program(): Program | null {
    return this.#program
  }

  /** Asks `onBlock` what to answer. */
  async replyTo(block: Block): Promise<BlockReply> {
    try {
      const reply: MaybePromise<BlockReply | undefined> | undefined = this.#options.onBlock?.(block)
      return (await reply) ?? {}
    } catch (error) {
      this.reportError(`[id "${block.id}"] onBlock: ${error instanceof Error ? (error.stack ?? error.message) : error}`)
      return {}
    }
  }

  /** Says that a verdict asks for something this host cannot do. */
  reportUnable(id: string, verdict: Interruption, what: string): void {
    this.reportError(`[id "${id}"] host: rule ${verdict.ruleId} asks for \`${verdict.action}\`, ${what}`)
  }

  /** Requests from now on are inspected by these rules; those under way end with theirs. Throws, and changes nothing, when they cannot be used. */
  reload(source: Source): void {
    const program = this.#read(source)
    this.engine.reload(program)
    this.#program = program
  }

  /** Closes the engine, unless it was given. */
  close(): Promise<void> {
    return this.#close()
  }

  reportError(message: string): void {
    try {
      this.#logger.error(message)
    } catch {
      // A log that fails must not stop an exchange.
    }
  }

  #read(source: Source): Program {
    if (source instanceof Uint8Array) return this.#kit.decodeBundle(source)
    if ('settings' in source) return source
    if (this.#kit.compile === null)
      throw new Error('options: this entry has no compiler; give `bundle` instead of `rules`')
    return this.#kit.compile(source)
  }
}

/** Rules in any form: text or files, a Program, the bytes of a bundle. */
export type Source = RuleSource | readonly RuleSource[] | Program | Uint8Array

function check(options: HostOptions, own: readonly string[]): void {
  if (typeof options !== 'object' || options === null) fail('an object is needed')
  for (const name of Object.keys(options))
    if (!known.has(name) && !own.includes(name)) fail(`\`${name}\` is not an option`)
  const given = (['engine', 'rules', 'bundle'] as const).filter((name) => options[name] !== undefined)
  if (given.length !== 1) fail('one of `engine`, `rules` and `bundle` must be given')
  const { engine, mode, onError, limits, audit, maskCredentials, observer } = options
  if (engine !== undefined && typeof engine.newTransaction !== 'function') fail('`engine` must be an engine')
  if (mode !== undefined && mode !== 'on' && mode !== 'detection') fail('`mode` must be `on` or `detection`')
  if (onError !== undefined && onError !== 'block' && onError !== 'pass') fail('`onError` must be `block` or `pass`')
  for (const name of ['onBlock', 'skip'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') fail(`\`${name}\` must be a function`)
  }
  for (const [name, value] of Object.entries(limits ?? {})) {
    if (!limitNames.includes(name)) fail(`\`limits.${name}\` is not an option`)
    if (!Number.isSafeInteger(value) || value < 0) fail(`\`limits.${name}\` must be a whole number`)
    if (engine !== undefined && name !== 'pause') fail(`\`limits.${name}\` is the engine's own`)
  }
  if (engine !== undefined && audit !== undefined) fail("`audit` is the engine's own")
  if (engine !== undefined && maskCredentials !== undefined) fail("`maskCredentials` is the engine's own")
  if (maskCredentials !== undefined && typeof maskCredentials !== 'boolean') fail('`maskCredentials` must be a boolean')
  for (const name of observing) {
    if (observer !== undefined && typeof observer[name] !== 'function') fail(`\`observer\` has no method \`${name}\``)
  }
}

function fail(message: string): never {
  throw new Error(`options: ${message}`)
}

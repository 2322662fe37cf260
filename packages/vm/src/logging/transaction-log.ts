import { type LogPieces, logPieces } from '../log-line.js'
import { Masker } from '../masking/masker.js'
import type { RuleMatch } from '../match-log.js'
import { matchedRule } from '../matched-rule.js'
import type { TransactionContext } from '../transaction-context.js'
import { printable } from './log-escape.js'
import { ValueOrigins } from './value-origins.js'

/** Bytes of debug lines that wait for the end of a transaction; further ones are masked as far as is known then. */
const mostHeld = 16_777_216

/**
 * What one transaction writes to the error log and the debug log. Rules that mask something may run as late as in phase 5,
 * so with such rules lines wait for the end of the transaction; without them they are written at once. Debug lines, which
 * tell of values in every form, wait where anything may be masked.
 */
export class TransactionLog {
  readonly #context: TransactionContext
  #held: RuleMatch[] | null
  #heldDebug: { readonly level: number; readonly text: string }[] | null
  #heldBytes = 0
  // what lines are made with, kept as long as it holds
  #masker: { readonly at: string; readonly masker: Masker } | null = null
  #origins: { readonly phase: number; readonly origins: ValueOrigins } | null = null
  #pieces: Map<RuleMatch, { readonly revision: number; readonly pieces: LogPieces }> | null = null

  constructor(context: TransactionContext) {
    this.#context = context
    const { sanitises } = context.linked
    this.#held = sanitises ? [] : null
    this.#heldDebug = sanitises || context.services.maskCredentials === true ? [] : null
  }

  /** Tells the error log of a match, now or at the end. */
  tell(match: RuleMatch): void {
    if (this.#held !== null) this.#held.push(match)
    else this.#write(match)
  }

  /** Writes the lines that waited; those that come later are written at once. */
  release(): void {
    const held = this.#held ?? []
    const heldDebug = this.#heldDebug ?? []
    this.#held = null
    this.#heldDebug = null
    for (const match of held) this.#write(match)
    for (const { level, text } of heldDebug) this.#writeDebug(level, text)
  }

  debug(level: number, message: () => string): void {
    const text = message()
    if (this.#heldDebug === null || this.#heldBytes > mostHeld) return this.#writeDebug(level, text)
    this.#heldBytes += text.length
    this.#heldDebug.push({ level, text })
  }

  /** The log line of a match, made once as long as nothing more is to be masked. */
  piecesOf(match: RuleMatch): LogPieces {
    const { revision } = this.#context.sanitise
    const known = this.#pieces?.get(match)
    if (known?.revision === revision) return known.pieces
    const pieces = logPieces(match, this.#context)
    this.#pieces ??= new Map()
    this.#pieces.set(match, { revision, pieces })
    return pieces
  }

  /** What hides the masked parts of the transaction as it is now; null when nothing is masked. */
  get masker(): Masker | null {
    const { sanitise, phase } = this.#context
    if (sanitise.revision === 0) return null
    const at = `${phase}:${sanitise.revision}:${this.#held === null}`
    if (this.#masker?.at !== at) this.#masker = { at, masker: new Masker(this.#context) }
    return this.#masker.masker
  }

  /** Where values stood in the raw request. */
  get origins(): ValueOrigins {
    const { phase } = this.#context
    if (this.#origins?.phase !== phase) this.#origins = { phase, origins: new ValueOrigins(this.#context) }
    return this.#origins.origins
  }

  #write(match: RuleMatch): void {
    const { services, request, connection, id } = this.#context
    services.logger.log(this.piecesOf(match).line)
    services.logger.event?.({
      time: services.clock.now(),
      transaction: id,
      client: connection.clientAddress,
      host: request.serverName || connection.serverAddress,
      uri: this.masker?.path ?? request.filename,
      match: matchedRule(match, this.#context, 'masked'),
    })
  }

  #writeDebug(level: number, text: string): void {
    const { services, request, settings, id } = this.#context
    const { masker } = this
    const line = `[${id}] [${masker?.decodedUri ?? request.uri}] [${level}] ${masker?.debugText(text) ?? text}`
    services.logger.debug?.(level, printable(line), settings.debugLog)
  }
}

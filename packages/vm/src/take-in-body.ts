import { decodeBeforePhase } from './body-intake.js'
import { readLongBody } from './read-long-body.js'
import type { TransactionContext } from './transaction-context.js'

/**
 * Gets a body ready for the processor of a phase: without its content codings, and a long one read. The promise, of what is
 * wrong with the body, is there only where that takes more than one turn.
 */
export function takeInBody(
  phase: number,
  context: TransactionContext,
  inspectsResponse: () => boolean,
): Promise<string | null> | undefined {
  const decoding = decodeBeforePhase(phase, context, inspectsResponse)
  return decoding?.then((error) => error ?? readLongBody(phase, context) ?? null) ?? readLongBody(phase, context)
}

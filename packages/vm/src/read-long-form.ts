import type { TransactionContext } from './transaction-context.js'

/** Bytes of a form that take noticeably long to be read and taken apart. */
const longForm = 524_288

/**
 * Reads the text of a long form, which the parser will ask for, and lets others have their turn before that. The promise
 * is there only where both happen, and gives no error.
 */
export function readLongForm(phase: number, context: TransactionContext): Promise<null> | undefined {
  const { request, settings, interruption, services } = context
  const { body } = request
  if (phase !== 2 || body.length < longForm || body.processor !== 'URLENCODED') return undefined
  if (services.giveWay === null || interruption !== null || settings.ruleEngine === 'Off') return undefined
  if (!settings.requestBodyAccess) return undefined
  body.text()
  return services.giveWay().then(() => null)
}

import type { LoggedRecord } from '../audit-log/logged-record.js'
import type { Exchange } from '../exchange/exchange.js'
import type { ExchangeEnds } from '../exchange/run-exchange.js'

/**
 * The exchange of a record that has a request. The body of its response is what the application said, also where that was
 * held back; without one there is no response to look at. The status of a blocked one is that of the block page.
 */
export function exchangeOf(record: LoggedRecord): Exchange {
  const { request, response } = record
  if (request === null) throw new Error('the record has no request')
  if (response === null || response.body === '') return { request, response: null }
  const status = record.isIntercepted !== false && response.status >= 400 ? 200 : response.status
  return { request, response: { ...response, status } }
}

export function endsOf({ client, server }: LoggedRecord): ExchangeEnds {
  return { client, server }
}

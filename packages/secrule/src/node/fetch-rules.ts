import { createHash } from 'node:crypto'
import { request } from 'node:https'
import { hostname } from 'node:os'
import type { RuleFetcher } from '@secrule/program'

/** How rules are fetched. */
export interface FetchRulesOptions {
  /** Certificates of authorities to trust instead of those of Node, as PEM. */
  readonly ca?: string | readonly string[]
}

/**
 * Fetches what SecRemoteRules names. Redirects are not followed: the key is for the server that the rules name. Beside
 * the key a server gets `ModSec-unique-id`, which tells the machines of one key apart and says nothing else of them.
 */
export function nodeFetchRules({ ca }: FetchRulesOptions = {}): RuleFetcher {
  return (url, headers, limits) =>
    new Promise((resolve, reject) => {
      const id = createHash('sha256')
        .update(`${hostname()} ${headers['ModSec-key'] ?? ''}`)
        .digest('hex')
        .slice(0, 40)
      const trusted = ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }
      const fetching = request(url, { headers: { ...headers, 'ModSec-unique-id': id }, agent: false, ...trusted })
      const fail = (reason: string): void => {
        clearTimeout(timer)
        fetching.destroy()
        reject(new Error(reason))
      }
      const timer = setTimeout(() => fail(`no whole answer within ${limits.milliseconds} ms`), limits.milliseconds)
      fetching.on('error', (error) => fail(error.message))
      fetching.on('response', (response) => {
        if (response.statusCode !== 200) return fail(`the server answered ${response.statusCode}`)
        const chunks: Buffer[] = []
        let length = 0
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
          if (length > limits.bytes) return fail(`they are more than ${limits.bytes} bytes`)
          chunks.push(chunk)
        })
        response.on('error', (error) => fail(error.message))
        response.on('end', () => {
          clearTimeout(timer)
          resolve(Buffer.concat(chunks))
        })
      })
      fetching.end()
    })
}

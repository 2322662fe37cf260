import type { Test } from 'tap'
import { fetchDetails } from './fetch-details.js'
import { nodeDetails } from './node-details.js'
import { nodeHttp2 } from './node-http2.js'
import { optionDetails } from './option-details.js'

/** What is not a case for every host: the ways of node:http and node:http2, of fetch platforms, and of the options. */
export async function details(t: Test): Promise<void> {
  await t.test('node:http', nodeDetails)
  await t.test('node:http2', nodeHttp2)
  await t.test('fetch', fetchDetails)
  await t.test('options', optionDetails)
}

import assert from 'node:assert/strict'
import { request } from 'node:http'
import { ask, headerOf, type RawResponse } from '../proxy/raw-client.js'
import type { Journal } from './site.js'

export { headerOf }

/** Sends a request whose headers and body are byte strings, and gives the response. */
export async function send(
  port: number,
  line: string,
  headers: readonly string[] = [],
  body: string | null = null,
): Promise<RawResponse> {
  const [method = ''] = line.split(' ', 1)
  const length = body === null ? [] : [`Content-Length: ${body.length}`]
  const head = [`${line} HTTP/1.1`, 'Host: site.example', ...headers, ...length, 'Connection: close', '', '']
  const response = await ask(port, head.join('\r\n') + (body ?? ''), method)
  assert.ok(response, `${line} was not answered`)
  return response
}

/** The same for bodies that are large: not byte for byte on the wire, but fast. */
export function exchangeBytes(
  port: number,
  method: string,
  target: string,
  body: Uint8Array | null = null,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = body === null ? {} : { 'content-type': 'application/octet-stream', 'content-length': body.length }
    const sent = request({ host: '127.0.0.1', port, method, path: target, headers, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body ?? undefined)
  })
}

/** The answer to a GET. */
export function get(port: number, target: string, headers: readonly string[] = []): Promise<RawResponse> {
  return send(port, `GET ${target}`, headers)
}

/** What has happened at a site so far. */
export async function journalOf(port: number): Promise<Journal> {
  const { status, body } = await get(port, '/journal')
  assert.equal(status, 200)
  return JSON.parse(body) as Journal
}

/** Waits for something to be in the journal: what comes after an answer comes a little later. */
export async function eventually<T>(port: number, find: (journal: Journal) => T | undefined | false): Promise<T> {
  for (let round = 0; round < 60; round++) {
    const found = find(await journalOf(port))
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('it did not come to be in the journal')
}

/** Bytes as a byte string. */
export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

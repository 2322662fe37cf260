import type { IncomingMessage } from 'node:http'
import type { RawHeaders } from '@secrule/host'

/**
 * The head of a request as bytes, without its wish to switch protocols, to be read once more as an ordinary request. Node
 * takes every such request out of HTTP; one that we do not let switch has to be put back.
 */
export function headWithoutUpgrade(message: IncomingMessage): Uint8Array {
  const headers: RawHeaders = message.rawHeaders
  let text = `${message.method} ${message.url} HTTP/${message.httpVersion}\r\n`
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const value = headers[i + 1] ?? ''
    const lower = name.toLowerCase()
    if (lower === 'upgrade') continue
    if (lower !== 'connection') text += `${name}: ${value}\r\n`
    else {
      const kept = value.split(',').filter((token) => token.trim().toLowerCase() !== 'upgrade')
      if (kept.length > 0) text += `${name}: ${kept.join(',')}\r\n`
    }
  }
  return Buffer.from(`${text}\r\n`, 'latin1')
}

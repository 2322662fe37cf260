// One server of node:http for the bench of hosts: `node host-server.js CONF plain|Off|DetectionOnly|On`. Prints its port.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { protect } from '@secrule/node'
import { compile, type Program } from 'secrule'

const [configuration = '', mode = 'plain'] = process.argv.slice(2)
const page = Buffer.from(
  `<!doctype html><title>Shop</title><ul>${'<li>A pair of walking boots, brown</li>'.repeat(50)}</ul>`,
)

/** The application: reads the body, as any does, and answers with a small page. */
function handle(request: IncomingMessage, response: ServerResponse): void {
  request.resume()
  request.on('end', () => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': page.length })
    response.end(page)
  })
}

function guarded(ruleEngine: Program['settings']['ruleEngine']) {
  const program = compile({ file: configuration })
  // Collections in memory: the folder that the configuration names may belong to another process.
  const bundle = { ...program, settings: { ...program.settings, ruleEngine, dataDir: null } }
  return protect(handle, { bundle, logger: { log() {}, error() {} } })
}

const server = createServer(mode === 'plain' ? handle : guarded(mode as 'Off'))
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))

import { EventEmitter, once } from 'node:events'
import { type ClientHttp2Session, connect, constants, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { type NodeHandler, protect } from '@secrule/node'
import type { Test } from 'tap'
import { inspecting } from './node-details.js'

const silent = { log() {}, error() {} }

/** Serves a handler behind the rules over HTTP/2 in the clear, as long as `use` runs. */
async function serving(
  handler: NodeHandler,
  rules: string,
  logger: { log(line: string): void; error(message: string): void },
  use: (session: ClientHttp2Session) => Promise<void>,
): Promise<void> {
  const guard = protect(handler, { rules: { text: rules }, logger })
  const server = createServer(guard as never).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  try {
    await use(session)
  } finally {
    session.destroy()
    server.close()
    await guard.close()
  }
}

const post = {
  ':path': '/',
  ':method': 'POST',
  ':authority': 'site.example',
  'content-type': 'application/x-www-form-urlencoded',
}

/** The handlers of node:http on Node's HTTP/2 server. */
export async function nodeHttp2(t: Test): Promise<void> {
  await t.test('requests look as they do in HTTP/1', async (t) => {
    const rules = `${inspecting}
SecRule REQUEST_HEADERS:Host "!@streq site.example" "id:5,phase:1,deny"
SecRule REQUEST_HEADERS_NAMES "@beginsWith :" "id:6,phase:1,deny"
SecRule REQUEST_PROTOCOL "!@streq HTTP/2" "id:7,phase:1,deny"
SecRule ARGS_POST:a "@streq evil" "id:8,phase:2,deny,status:403"
SecRule ARGS:a "@streq drop" "id:9,phase:2,drop"`
    const handler: NodeHandler = async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      response.setHeader('Content-Type', 'text/html')
      response.write('<p>')
      response.end(body)
    }
    await serving(handler, rules, silent, async (session) => {
      const ask = async (body: string) => {
        const stream = session.request(post)
        let status = 0
        let text = ''
        stream.on('response', (headers) => {
          status = Number(headers[':status'])
        })
        stream.on('data', (chunk) => {
          text += chunk
        })
        stream.on('error', () => {})
        stream.end(body)
        await once(stream, 'close')
        return [status, text.slice(0, 9)]
      }
      t.same(await ask('a=good'), [200, '<p>a=good'])
      t.same(await ask('a=evil'), [403, '<!doctype'])
      t.same(await ask('an evil-page'), [500, '<!doctype'])
      t.same(await ask('a=drop'), [0, ''])
    })
  })

  await t.test('a body that is reset in its middle is not taken for a whole one', async (t) => {
    const rules = `SecRuleEngine On
SecRequestBodyAccess On
SecAction "id:1,phase:1,pass,log,msg:'begun'"
SecAction "id:2,phase:2,pass,log,msg:'whole'"
SecAction "id:3,phase:5,pass,log,msg:'over'"`
    const codes = [constants.NGHTTP2_CANCEL, constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_INTERNAL_ERROR]
    for (const code of codes) {
      for (const half of ['a=good&b=half of what is to c', 'x'.repeat(200_000), '']) {
        const said = new EventEmitter()
        const lines: string[] = []
        const log = (line: string): void => {
          const message = /\[msg "(\w+)"\]/.exec(line)?.[1] ?? ''
          lines.push(message)
          said.emit(message)
        }
        let isCalled = false
        const handler: NodeHandler = (_request, response) => {
          isCalled = true
          response.end()
        }
        await serving(handler, rules, { log, error: (message) => lines.push(message) }, async (session) => {
          const [begun, over] = [once(said, 'begun'), once(said, 'over')]
          const stream = session.request(post)
          stream.on('error', () => {})
          if (half !== '') stream.write(half)
          await begun
          stream.close(code)
          await over
        })
        t.same([lines, isCalled], [['begun', 'over'], false], `code ${code}, ${half.length} bytes`)
      }
    }
  })
}

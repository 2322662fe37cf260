import { appendFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** What comes for a path, and whether the connection then ends. */
const answers: ReadonlyMap<string, readonly [answer: string | null, ends: boolean]> = new Map([
  ['/ok', [ok, false]],
  ['/bare', ['<html>an old page</html>', true]],
  ['/silence', [null, false]],
  ['/nothing', ['', true]],
  ['/junk', ['HTTP/1.1 two hundred\r\n\r\n', true]],
  ['/interim', [`HTTP/1.1 103 Early Hints\r\n\r\n${ok}`, false]],
  ['/chunks', ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', false]],
  ['/until-the-end', ['HTTP/1.1 200 OK\r\n\r\nok', true]],
  ['/broken-off', ['HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok', true]],
  ['/empty', ['HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', false]],
])

/**
 * A server that writes a log as one with rules would: a line for each marker, rule 7 for every other request, rule 8 from
 * the second request to /flaky on. Its answers are of all kinds.
 */
export class ScriptedServer {
  private visits = 0
  private readonly server: Server
  private readonly log: string

  constructor(log: string) {
    this.log = log
    writeFileSync(log, 'a line from before [id "6"]\n')
    this.server = createServer((socket) => this.serve(socket))
  }

  listen(): Promise<string> {
    return new Promise((resolve) =>
      this.server.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`),
      ),
    )
  }

  close(): void {
    this.server.close()
  }

  private serve(socket: Socket): void {
    socket.on('error', () => {})
    socket.once('data', (bytes) => {
      const text = bytes.toString('latin1')
      const path = text.split(' ')[1] ?? ''
      const mark = /^X-CRS-Test: (\S+)/m.exec(text)?.[1]
      if (mark !== undefined) appendFileSync(this.log, `[id "999999"] [msg "X-CRS-Test ${mark}"]\n`)
      else if (path === '/flaky' && this.visits++ > 0) appendFileSync(this.log, '{"transaction":{"ruleId":8}}\n')
      else appendFileSync(this.log, '[id "7"] half of a ')
      if (mark === undefined) appendFileSync(this.log, 'line\n')
      const [answer, ends] = answers.get(path) ?? [ok, false]
      if (answer !== null) socket.write(answer)
      if (ends) socket.end()
    })
  }
}

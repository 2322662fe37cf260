import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyse, analyseAsync, compile, compileAsync, nodeFetchRules, type RuleFetcher } from 'secrule'
import t from 'tap'

const url = 'https://rules.example.com/site'
const first = 'SecAction "id:1,phase:1,pass,nolog"'
const last = 'SecAction "id:2,phase:1,pass,nolog"'

/** What a server would give, or an error. */
const serving =
  (content: string | Error): RuleFetcher =>
  async () => {
    if (content instanceof Error) throw content
    return Buffer.from(content, 'latin1')
  }

/** Diagnostics as `severity code file:line:column message`. */
async function loaded(rules: readonly string[], fetchRules?: RuleFetcher) {
  const source = { text: rules.join('\n'), name: 'main.conf' }
  const { program, diagnostics } = await analyseAsync(source, fetchRules === undefined ? {} : { fetchRules })
  return {
    ids: program?.rules.map(({ id }) => id) ?? null,
    files: program?.rules.map(({ file, line }) => `${file}:${line}`) ?? null,
    said: diagnostics.map(
      ({ severity, code, file, line, column, message }) => `${severity} ${code} ${file}:${line}:${column} ${message}`,
    ),
  }
}

const line = `SecRemoteRules a-key ${url}`
const cases: readonly {
  readonly name: string
  readonly rules: readonly string[]
  readonly served?: string | Error
  readonly ids: readonly number[] | null
  readonly said?: readonly string[]
}[] = [
  {
    name: 'rules in their place',
    rules: [first, line, last],
    served: 'SecAction "id:3,phase:1,pass,nolog"',
    ids: [1, 3, 2],
  },
  { name: 'nothing in them', rules: [first, line], served: '# none\n', ids: [1] },
  {
    name: 'settings act on what follows',
    rules: [line, 'SecRule ARGS x "id:1,phase:1,block"'],
    served: 'SecDefaultAction "phase:1,deny,log"',
    ids: [1],
  },
  {
    name: 'an error in them names the URL and the line',
    rules: [first, line],
    served: '\nSecRule ARGZ x "id:3"\n',
    ids: null,
    said: [`error unknown-variable ${url}:2:9 unknown variable \`ARGZ\``],
  },
  {
    name: 'an id that both have',
    rules: [first, line],
    served: first,
    ids: null,
    said: [`error duplicate-id ${url}:1:15 id 1 is used twice`],
  },
  {
    name: 'a failed load',
    rules: [first, line],
    served: new Error('the server answered 404'),
    ids: null,
    said: [`error remote-rules main.conf:2:22 cannot load the rules of \`${url}\`: the server answered 404`],
  },
  {
    name: 'a failed load that only warns',
    rules: ['SecRemoteRulesFailAction Warn', line, last],
    served: new Error('the server answered 404'),
    ids: [2],
    said: [`warning remote-rules main.conf:2:22 cannot load the rules of \`${url}\`: the server answered 404`],
  },
  {
    name: 'a failed load before Warn',
    rules: [line, 'SecRemoteRulesFailAction Warn'],
    served: new Error('no'),
    ids: null,
    said: [`error remote-rules main.conf:1:22 cannot load the rules of \`${url}\`: no`],
  },
  {
    name: 'an error in rules that were loaded is one with Warn too',
    rules: ['SecRemoteRulesFailAction Warn', line],
    served: 'SecNothing',
    ids: null,
    said: [`error unknown-directive ${url}:1:1 unknown directive \`SecNothing\``],
  },
  {
    name: 'too large',
    rules: [line],
    served: ' '.repeat(16_777_217),
    ids: null,
    said: [`error remote-rules main.conf:1:22 cannot load the rules of \`${url}\`: they are more than 16777216 bytes`],
  },
  {
    name: 'HTTPS only',
    rules: ['SecRemoteRules k http://rules.example.com/'],
    served: first,
    ids: null,
    said: [
      'error remote-rules main.conf:1:18 cannot load the rules of `http://rules.example.com/`: rules are loaded over HTTPS only',
    ],
  },
  {
    name: 'no password in a URL',
    rules: ['SecRemoteRules k https://me:secret@rules.example.com/'],
    served: first,
    ids: null,
    said: [
      'error remote-rules main.conf:1:18 cannot load the rules of `https://me:secret@rules.example.com/`: the URL of rules stands in logs, so it has no password',
    ],
  },
  {
    name: 'no URL',
    rules: ['SecRemoteRules k rules.conf'],
    served: first,
    ids: null,
    said: ['error remote-rules main.conf:1:18 cannot load the rules of `rules.conf`: this is no URL'],
  },
  {
    name: 'encrypted',
    rules: [`SecRemoteRules crypto k ${url}`],
    served: first,
    ids: null,
    said: [
      'error unsupported main.conf:1:16 a load of encrypted rules is not supported: how they are encrypted is not published',
    ],
  },
  {
    name: 'a third word',
    rules: [`SecRemoteRules k ${url} more`],
    served: first,
    ids: null,
    said: [],
  },
  {
    name: 'no files and no further loads in them',
    rules: [line],
    served: `Include /etc/passwd\nSecRemoteRules k https://other.example.com/\n`,
    ids: null,
    said: [
      `error unsupported ${url}:1:1 \`Include\` in remote rules is not supported: they came from \`${url}\``,
      `error unsupported ${url}:2:1 \`SecRemoteRules\` in remote rules is not supported: they came from \`${url}\``,
    ],
  },
]

t.test('remote rules', async (t) => {
  for (const { name, rules, served, ids, said = [] } of cases) {
    const found = await loaded(rules, serving(served ?? ''))
    t.same(found.ids, ids, name)
    if (name === 'a third word') t.match(found.said[0], /^error too-many-words main\.conf:1:/, name)
    else t.same(found.said, said, name)
  }
  const asked: unknown[] = []
  const counting: RuleFetcher = async (...request) => {
    asked.push(request)
    return new Uint8Array()
  }
  await loaded([line, 'SecRemoteRules b-key https://b.example.com/x', line], counting)
  const limits = { bytes: 16_777_216, milliseconds: 30_000 }
  t.same(asked, [
    [url, { 'ModSec-key': 'a-key' }, limits],
    ['https://b.example.com/x', { 'ModSec-key': 'b-key' }, limits],
  ])
  asked.length = 0
  await loaded([first], counting)
  t.same(asked, [], 'nothing is asked for where nothing is remote')
  t.comment(`${cases.length} loads`)
})

t.test('a load that does not wait says so', async (t) => {
  const { program, diagnostics, remote } = analyse({ text: line })
  t.equal(program, null)
  t.match(diagnostics[0], { code: 'remote-rules', hint: 'load them with `compileAsync` and a `fetchRules`' })
  t.same(remote, [{ url, key: 'a-key' }])
  const remoteRules = new Map([[url, { text: first }]])
  t.same(
    compile({ text: line }, { remoteRules }).rules.map(({ id, file }) => [id, file]),
    [[1, url]],
  )
  const error: unknown = await compileAsync({ text: line }, { fetchRules: serving(new Error('no')) }).catch(
    (reason: unknown) => reason,
  )
  t.match(error, { diagnostics: [{ code: 'remote-rules' }] })
})

t.test('over the network', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ])
  if (made.status !== 0) return t.comment('skipped: openssl is not there to make a certificate')
  const requests: IncomingMessage[] = []
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    requests.push(request)
    if (request.url === '/rules') response.end('SecAction "id:7,phase:1,pass,nolog,msg:\'\xe9\'"')
    else if (request.url === '/moved') response.writeHead(302, { Location: '/rules' }).end()
    else if (request.url === '/cut')
      response.writeHead(200, { 'Content-Length': 100 }).write('SecAction', () => request.socket.destroy())
    else if (request.url === '/endless') {
      const more = (): void =>
        void (response.writableEnded || response.write('#'.repeat(65_536), (error) => error ?? setImmediate(more)))
      more()
    } else if (request.url !== '/silent') response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const at = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const ca = readFileSync(cert, 'utf8')
  const program = await compileAsync(
    { text: `SecRemoteRules some-key ${at}/rules` },
    { fetchRules: nodeFetchRules({ ca }) },
  )
  t.same(
    program.rules.map(({ id, message }) => [id, message]),
    [[7, ['\xc3\xa9']]],
    'bytes as they were sent',
  )
  t.equal(requests[0]?.headers['modsec-key'], 'some-key')
  t.match(requests[0]?.headers['modsec-unique-id'], /^[0-9a-f]{40}$/)
  const rules = join(folder, 'rules.conf')
  const environment = { ...process.env, NODE_EXTRA_CA_CERTS: cert }
  for (const [path, status, says] of [
    ['/rules', 0, /^2 rules and 3 directives in 2 files: no errors/],
    ['/none', 1, /cannot load the rules of `.*none`: the server answered 404/],
  ] as const) {
    writeFileSync(rules, `SecRemoteRules some-key ${at}${path}\n${first}\n`)
    const command = spawn(process.execPath, ['packages/cli/bin/secrule.js', 'check', rules], { env: environment })
    let printed = ''
    command.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
    t.equal(await new Promise((resolve) => command.on('close', resolve)), status, `check: ${path}`)
    t.match(printed, says)
  }
  const limits = { bytes: 1_000_000, milliseconds: 1000 }
  const failures: readonly (readonly [path: string, reason: RegExp])[] = [
    ['/none', /^the server answered 404$/],
    ['/moved', /^the server answered 302$/],
    ['/cut', /aborted|hang up|ECONNRESET/],
    ['/endless', /^they are more than 1000000 bytes$/],
    ['/silent', /^no whole answer within 1000 ms$/],
  ]
  for (const [path, reason] of failures) {
    await t.rejects(nodeFetchRules({ ca })(at + path, {}, limits), { message: reason }, path)
  }
  await t.rejects(nodeFetchRules()(`${at}/rules`, {}, limits), { message: /self.signed/ }, 'an unknown authority')
  await t.rejects(
    nodeFetchRules({ ca })('https://127.0.0.1:1/', {}, limits),
    { message: /ECONNREFUSED/ },
    'nobody there',
  )
  t.comment(`${failures.length + 2} failures`)
})

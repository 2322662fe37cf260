import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProxy } from '@secrule/proxy'
import { compile, createEngine, HostError, type NodeEngineOptions, type Transaction } from 'secrule'

/** Cases that need a disk or a proxy, by the name that coverage.json has for them. Each says how it fails, or null. */
export const hostCases: ReadonlyMap<string, () => Promise<string | null>> = new Map([
  ['host-cases.ts#SecRxPreFilter', preFilter],
  ['host-cases.ts#SecRequestBodyInMemoryLimit', inMemoryLimit],
  ['host-cases.ts#SecUploadFileMode', uploadFileMode],
  ['host-cases.ts#SecDataDir', dataDir],
  ['host-cases.ts#SecDebugLog', debugLog],
  ['host-cases.ts#SecGuardianLog', guardianLog],
  ['host-cases.ts#SecDisableBackendCompression', backendCompression],
  ['host-cases.ts#programs', programs],
  ['host-cases.ts#SecConnReadStateLimit', () => connections('SecConnReadStateLimit 2')],
  ['host-cases.ts#SecConnWriteStateLimit', () => connections('SecConnWriteStateLimit 2 "!@ipMatch 192.0.2.0/24"')],
])

const different = (what: string, found: unknown, wanted: unknown): string | null => {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)]
  return left === right ? null : `${what}: ${left} instead of ${right}`
}

async function post(rules: readonly string[], body: string, options: NodeEngineOptions = {}): Promise<Transaction> {
  const text = ['SecRuleEngine On', 'SecRequestBodyAccess On', ...rules].join('\n')
  const transaction = createEngine(compile({ text }), options).newTransaction()
  transaction.processRequestLine('POST / HTTP/1.1')
  const type = body.startsWith('--') ? 'multipart/form-data; boundary=b' : 'application/x-www-form-urlencoded'
  transaction.addRequestHeader('Content-Type', type)
  await transaction.processRequestHeaders()
  await transaction.writeRequestBody(Buffer.from(body, 'latin1'))
  await transaction.processRequestBody()
  return transaction
}

/** What the prefilter skips could not have matched, so that On and Off differ in the Program alone. */
async function preFilter(): Promise<string | null> {
  const runs = await Promise.all(
    ['On', 'Off'].map(async (word) => {
      const rules = [`SecRxPreFilter ${word}`, 'SecRule ARGS "@rx union" "id:1,phase:2,pass"']
      const { prefilter } = compile({ text: rules.join('\n') })
      const ids: number[][] = []
      for (const body of ['a=union', 'a=other']) {
        ids.push((await post(rules, body)).matchedRules.map(({ id }) => id))
      }
      return { prefilter: prefilter !== null, ids }
    }),
  )
  const wanted = [true, false].map((prefilter) => ({ prefilter, ids: [[1], []] }))
  return different('runs', runs, wanted)
}

/** A body goes to the disk when it is larger than the limit, and comes back whole. */
async function inMemoryLimit(): Promise<string | null> {
  const found: unknown[] = []
  for (const limit of [10, 1000]) {
    const folder = mkdtempSync(join(tmpdir(), 'secrule-'))
    let spilled = 0
    const spill = () => {
      spilled++
      return null
    }
    const counting = await post([`SecRequestBodyInMemoryLimit ${limit}`], `a=${'x'.repeat(100)}`, { spill })
    counting.close()
    const rules = [`SecRequestBodyInMemoryLimit ${limit}`, `SecTmpDir ${folder}`]
    const transaction = await post(rules, `a=${'x'.repeat(100)}`)
    let length = 0
    for await (const chunk of transaction.requestBody()) length += chunk.length
    found.push({ spilled, length, argument: transaction.variable('ARGS')[0]?.value.length })
    transaction.close()
    found.push(readdirSync(folder))
    rmSync(folder, { recursive: true })
  }
  const run = (spilled: number) => [{ spilled, length: 102, argument: 100 }, []]
  return different('bodies', found, [...run(1), ...run(0)])
}

/** The mode of a saved upload is the directive's, and the file is gone when the transaction is closed. */
async function uploadFileMode(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-'))
  const rules = ['SecTmpSaveUploadedFiles On', `SecUploadDir ${folder}`, 'SecUploadFileMode 0640']
  const head = '--b\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n\r\n'
  const transaction = await post(rules, `${head}hello\r\n--b--\r\n`)
  const files = readdirSync(folder).map((name) => join(folder, name))
  const seen = files.map((path) => [statSync(path).mode & 0o777, readFileSync(path, 'utf8')])
  transaction.close()
  const left = readdirSync(folder)
  rmSync(folder, { recursive: true })
  return different('files', { seen, left }, { seen: [[0o640, 'hello']], left: [] })
}

/** Collections are there again after a restart, without the directive they are not, and a folder that is not there is an error. */
async function dataDir(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-'))
  const action = 'SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{REMOTE_ADDR},setvar:ip.n=+1"'
  const counted = async (rules: readonly string[]): Promise<string | undefined> => {
    const engine = createEngine(compile({ text: ['SecRuleEngine On', ...rules, action].join('\n') }))
    const transaction = engine.newTransaction()
    transaction.processConnection('192.0.2.7', 40_000, '192.0.2.1', 80)
    transaction.processRequestLine('GET / HTTP/1.1')
    await transaction.processRequestHeaders()
    const count = transaction.variable('IP').find(({ key }) => key === 'N')?.value
    await transaction.processLogging()
    transaction.close()
    await engine.close()
    return count
  }
  const counts: unknown[] = []
  for (const rules of [[`SecDataDir ${folder}`], [`SecDataDir ${folder}`], [], []]) counts.push(await counted(rules))
  const missing = await counted([`SecDataDir ${folder}/none`]).catch(
    (error: Error) => `${error.name}: ${error.message}`,
  )
  rmSync(folder, { recursive: true })
  const reason = `HostError: SecDataDir ${folder}/none cannot be used: there is no folder ${folder}/none`
  return different('counts', [...counts, missing], ['1', '2', '1', '1', reason])
}

/** Runs one transaction and closes the engine, so that logs are written to their end. */
async function logged(rules: readonly string[]): Promise<void> {
  const engine = createEngine(compile({ text: ['SecRuleEngine On', ...rules].join('\n') }))
  const transaction = engine.newTransaction({ id: 'a-transaction' })
  transaction.processRequestLine('GET /guarded HTTP/1.1')
  await transaction.processRequestHeaders()
  await transaction.processLogging()
  transaction.close()
  await engine.close()
}

/** Lines up to the level go to the file. */
async function debugLog(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-'))
  const action = 'SecAction "id:1,phase:1,pass,setvar:ip.n=1"'
  const path = join(folder, 'debug.log')
  await logged([`SecDebugLog ${path}`, 'SecDebugLogLevel 3', action])
  const text = readFileSync(path, 'utf8')
  rmSync(folder, { recursive: true })
  const holds = text.startsWith('[a-transaction] [/guarded] [3] ') && text.includes('ip is not open')
  return holds ? null : `the debug log holds ${JSON.stringify(text)}`
}

/** The program gets one line for a transaction, but where its condition does not hold. */
async function guardianLog(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-'))
  const seen: boolean[] = []
  for (const [name, rule] of [
    ['all', 'SecAction "id:1,phase:1,pass,nolog"'],
    ['quiet', 'SecAction "id:1,phase:1,pass,nolog,setenv:quiet=1"'],
  ] as const) {
    const path = join(folder, name)
    await logged([`SecGuardianLog "|tee ${path}" env=!quiet`, rule])
    seen.push(existsSync(path) && readFileSync(path, 'utf8').includes('"GET /guarded HTTP/1.1"'))
  }
  rmSync(folder, { recursive: true })
  return different('lines', seen, [true, false])
}

/** A program runs with the value as its argument, and only where the host allows programs. */
async function programs(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-'))
  const path = join(folder, 'scan')
  writeFileSync(path, '#!/bin/sh\n[ "$1" = clean ] && echo 1 || echo "0 it is $1"\n', { mode: 0o755 })
  const rules = [`SecRule ARGS "@inspectFile ${path}" "id:1,phase:2,pass"`]
  const found: unknown[] = []
  for (const allowPrograms of [false, true]) {
    for (const body of ['a=clean', 'a=x;touch y']) {
      try {
        found.push((await post(rules, body, { allowPrograms })).matchedRules.length)
      } catch (error) {
        found.push(error instanceof HostError && error.message.includes('`allowPrograms`'))
      }
    }
  }
  rmSync(folder, { recursive: true })
  return different('runs', found, [true, true, 0, 1])
}

/** A proxy with these rules before a server that tells what it was asked. */
async function serving<T>(
  rules: readonly string[],
  play: (port: number) => Promise<T>,
  tell: (message: string) => void = () => {},
): Promise<T> {
  const upstream = createServer((request, response) => response.end(request.headers['accept-encoding'] ?? 'nothing'))
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const address = upstream.address()
  const program = compile({ text: rules.join('\n') })
  const proxy = createProxy({
    engine: createEngine(program),
    program,
    upstream: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    listen: '127.0.0.1:0',
    logger: { error: tell },
  })
  const { port } = await proxy.listen()
  try {
    return await play(port)
  } finally {
    await proxy.close(false)
    await new Promise((resolve) => upstream.close(resolve))
  }
}

/** The upstream is asked not to compress where the directive says so, although no rule reads responses. */
async function backendCompression(): Promise<string | null> {
  const asked = (word: string): Promise<string> =>
    serving([`SecDisableBackendCompression ${word}`], (port) => {
      const { promise, resolve, reject } = withResolvers<string>()
      get({ port, host: '127.0.0.1', headers: { 'accept-encoding': 'gzip' }, agent: false }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        response.on('end', () => resolve(text))
      }).on('error', reject)
      return promise
    })
  return different('Accept-Encoding', [await asked('Off'), await asked('On')], ['gzip', 'identity'])
}

/** Of four connections of one client two stay where SecConnEngine is On, and all where it is not; DetectionOnly tells once. */
async function connections(rule: string): Promise<string | null> {
  const open = async (word: string): Promise<unknown> => {
    const told: string[] = []
    const left = await serving(
      [`SecConnEngine ${word}`, rule],
      async (port) => {
        const sockets = Array.from({ length: 4 }, (): Socket => connect(port, '127.0.0.1').on('error', () => {}))
        let closed = 0
        for (const socket of sockets) socket.on('close', () => closed++).resume()
        await new Promise((resolve) => setTimeout(resolve, 200))
        for (const socket of sockets) socket.destroy()
        return sockets.length - closed
      },
      (message) => told.push(message),
    )
    return [left, told.length, told[0]?.includes('127.0.0.1 has more than 2 connections') ?? false]
  }
  const wanted = [
    [2, 0, false],
    [4, 0, false],
    [4, 1, true],
  ]
  return different('connections', [await open('On'), await open('Off'), await open('DetectionOnly')], wanted)
}

function withResolvers<T>() {
  let resolve!: (value: T) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

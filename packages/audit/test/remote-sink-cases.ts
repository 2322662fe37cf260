import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import type { SinkOptions } from '@secrule/audit/node'
import { idsIn, numberedRecord, type SinkCase, sinkOf } from './file-sink-cases.js'

/**
 * Tries follow each other fast. What ends a wait is long, so that a machine that is busy, or a process that was stopped for a
 * while, changes nothing; cases in which a wait is to end have their own.
 */
const quick: SinkOptions = {
  retry: [5, 40],
  timeout: 100_000,
  batchDelay: 5,
  closeWithin: 100_000,
  queue: { records: 200, bytes: 1_000_000 },
}

const portOf = (server: Server | TcpServer): number => (server.address() as AddressInfo).port
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function until(holds: () => boolean): Promise<boolean> {
  for (let i = 0; i < 6000; i++) {
    if (holds()) return true
    await pause(10)
  }
  return false
}

async function httpServer(
  answer: (body: string, response: ServerResponse, request: IncomingMessage) => void,
): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(Buffer.concat(chunks).toString('latin1'), response, request))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function tcpServer(
  target: { readonly port: number } | { readonly path: string },
  take: (socket: Socket) => void,
): Promise<TcpServer> {
  const server = createTcpServer(take)
  await new Promise<void>((resolve) => server.listen({ ...target, host: '127.0.0.1' }, resolve))
  return server
}

/** Messages behind their lengths; what is left over is none. */
function frames(bytes: string, faults: string[]): string[] {
  const found: string[] = []
  let at = 0
  while (at < bytes.length) {
    const length = /^(\d+) /.exec(bytes.slice(at, at + 12))
    if (length === null) {
      faults.push(`no length at ${at}`)
      break
    }
    const from = at + length[0].length
    const message = bytes.slice(from, from + Number(length[1]))
    if (message.length < Number(length[1])) break
    found.push(message)
    at = from + message.length
  }
  return found
}

const payload = (message: string): string => message.replace(/^<\d+>1 (?:\S+ ){6}/, '')

export const remoteSinkCases: Readonly<Record<string, SinkCase>> = {
  'https: batches, each tried again until it is taken': async () => {
    const faults: string[] = []
    const bodies: string[] = []
    let calls = 0
    const server = await httpServer((body, response, request) => {
      calls++
      if (request.headers['content-type'] !== 'application/x-ndjson' || request.headers['x-key'] !== 'k')
        faults.push('headers')
      // Every second try fails, in one way or another.
      if (calls % 2 === 1) {
        if (calls % 4 === 1) response.writeHead(503).end()
        else request.socket.destroy()
        return
      }
      bodies.push(body)
      response.writeHead(204).end()
    })
    const { sink } = sinkOf(
      { auditLogType: 'HTTPS', auditLog: `http://127.0.0.1:${portOf(server)}/audit` },
      { ...quick, batch: { records: 40, bytes: 1_000_000 }, headers: { 'X-Key': 'k' } },
    )
    for (let i = 0; i < 150; i++) await sink.write(numberedRecord(i))
    await sink.close()
    server.close()
    const ids = bodies.flatMap((body) => idsIn(body, faults))
    if (new Set(ids).size !== 150 || ids.length !== 150 || sink.lost !== 0)
      faults.push(`${ids.length} records, ${sink.lost} lost`)
    return { faults, note: `${ids.length} records in ${bodies.length} batches and ${calls} calls` }
  },

  'https: a server that stalls, then one that refuses': async () => {
    const faults: string[] = []
    let mode: 'stall' | 'refuse' | 'take' = 'stall'
    const bodies: string[] = []
    const server = await httpServer((body, response) => {
      if (mode === 'stall') return
      if (mode === 'take') bodies.push(body)
      response.writeHead(mode === 'take' ? 200 : 400).end()
    })
    const { sink, reports } = sinkOf(
      { auditLogType: 'HTTPS', auditLog: `http://127.0.0.1:${portOf(server)}/` },
      { ...quick, timeout: 150, batch: { records: 50, bytes: 1_000_000 } },
    )
    for (let i = 0; i < 500; i++) {
      if (sink.write(numberedRecord(i)) !== undefined) faults.push('writing waits for the server')
    }
    if (sink.lost !== 300) faults.push(`${sink.lost} lost while the queue had room for 200 of 500`)
    mode = 'refuse'
    if (!(await until(() => sink.lost >= 350))) faults.push('a refused batch is not counted')
    mode = 'take'
    await sink.close()
    server.closeAllConnections()
    server.close()
    // A batch whose answer came too late came twice.
    const ids = new Set(bodies.flatMap((body) => idsIn(body, faults)))
    if (ids.size + sink.lost !== 500) faults.push(`${ids.size} taken, ${sink.lost} lost, of 500`)
    return { faults, note: `${ids.size} taken, ${sink.lost} counted as lost; ${reports.length} reports` }
  },

  'https: nobody there': async () => {
    const faults: string[] = []
    const { sink } = sinkOf({ auditLogType: 'HTTPS', auditLog: 'http://127.0.0.1:1/' }, { ...quick, closeWithin: 100 })
    for (let i = 0; i < 20; i++) await sink.write(numberedRecord(i))
    await sink.close()
    await sink.write(numberedRecord(20))
    if (sink.lost !== 21) faults.push(`${sink.lost} of 21 lost`)
    return { faults, note: `${sink.lost} counted as lost` }
  },

  'syslog: datagrams': async () => {
    const faults: string[] = []
    const socket = createSocket('udp4')
    const messages: string[] = []
    socket.on('message', (message) => void messages.push(message.toString('latin1')))
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    const { sink } = sinkOf({ auditLogType: 'Syslog', auditLog: `udp://127.0.0.1:${socket.address().port}` }, quick)
    for (let i = 0; i < 50; i++) {
      await sink.write(numberedRecord(i))
      // The receiver's buffer is small.
      if (i % 10 === 9) await pause(5)
    }
    const big = numberedRecord(50)
    await sink.write({ ...big, request: { ...big.request, body: 'x'.repeat(70_000) } })
    await until(() => messages.length === 50)
    await sink.close()
    socket.close()
    const ids = messages.flatMap((message) => idsIn(`${payload(message)}\n`, faults))
    if (ids.length !== 50 || sink.lost !== 1) faults.push(`${ids.length} messages, ${sink.lost} lost`)
    if (!messages.every((message) => /^<130>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ secrule \d+ audit - \{/.test(message)))
      faults.push(messages[0] ?? '')
    return { faults, note: `${ids.length} messages, ${sink.lost} too large` }
  },

  'syslog: a stream, broken and connected again': async (folder) => {
    const faults: string[] = []
    const notes: string[] = []
    for (const kind of ['tcp', 'unix'] as const) {
      const received: string[] = []
      let connections = 0
      const take = (socket: Socket): void => {
        const place = received.push('') - 1
        connections++
        const isFirst = connections === 1
        socket.on('data', (bytes) => {
          received[place] += bytes.toString('latin1')
          if (isFirst && received[place]!.length > 5000) socket.destroy()
        })
        socket.on('error', () => {})
      }
      const path = `${folder}/syslog.sock`
      const server = await tcpServer(kind === 'tcp' ? { port: 0 } : { path }, take)
      const target = kind === 'tcp' ? `tcp://127.0.0.1:${portOf(server)}` : path
      const { sink } = sinkOf({ auditLogType: 'Syslog', auditLog: target }, quick)
      for (let i = 0; i < 150; i++) {
        await sink.write(numberedRecord(i))
        if (i % 10 === 0) await pause(2)
      }
      await sink.close()
      await until(() => received.join('').includes('record-149'))
      server.close()
      const messages = received.flatMap((bytes) => frames(bytes, faults))
      const ids = new Set(messages.flatMap((message) => idsIn(`${payload(message)}\n`, faults)))
      // What the dead connection had taken but not read is beyond counting; everything else is there.
      if (connections < 2 || !ids.has('record-149') || ids.size < 100 || sink.lost !== 0) {
        faults.push(`${kind}: ${ids.size} records over ${connections} connections, ${sink.lost} lost`)
      }
      notes.push(`${kind}: ${ids.size} of 150 over ${connections} connections`)
    }
    return { faults, note: notes.join('; ') }
  },

  'syslog: a stream that stalls': async () => {
    const faults: string[] = []
    const sockets: Socket[] = []
    let bytes = ''
    const server = await tcpServer({ port: 0 }, (socket) => {
      socket.pause()
      sockets.push(socket)
      socket.on('data', (chunk) => {
        bytes += chunk.toString('latin1')
      })
      socket.on('error', () => {})
    })
    const { sink } = sinkOf(
      { auditLogType: 'Syslog', auditLog: `tcp://127.0.0.1:${portOf(server)}` },
      { ...quick, queue: { records: 50, bytes: 50_000_000 } },
    )
    const record = numberedRecord(0)
    const body = 'x'.repeat(100_000)
    const count = 300
    for (let i = 0; i < count; i++) {
      const written = sink.write({ ...record, id: `record-${i}`, request: { ...record.request, body } })
      if (written !== undefined) faults.push('writing waits for the server')
      if (i % 20 === 19) await pause(1)
    }
    if (sink.lost === 0) faults.push('nothing was lost')
    for (const socket of sockets) socket.resume()
    await sink.close()
    await until(() => frames(bytes, []).length + sink.lost === count)
    server.close()
    const found = frames(bytes, faults).length
    if (found + sink.lost !== count) faults.push(`${found} messages, ${sink.lost} lost, of ${count}`)
    return { faults, note: `${found} messages, ${sink.lost} counted as lost` }
  },

  'syslog: a datagram socket of this machine': async (folder) => {
    const python = ['python3', '/usr/bin/python3'].find((each) => {
      try {
        execFileSync(each, ['-c', ''], { stdio: 'ignore' })
        execFileSync('logger', ['--version'], { stdio: 'ignore' })
        return true
      } catch {
        return false
      }
    })
    if (python === undefined)
      return { faults: [], note: 'skipped: python3 or logger is missing, and Node has no such sockets' }
    const { spawn } = await import('node:child_process')
    const path = `${folder}/log.sock`
    const program = `import socket,sys
s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM); s.bind(sys.argv[1]); print('ready',flush=True)
for i in range(5): print(s.recv(65536).decode(),flush=True)`
    const receiver = spawn(python, ['-c', program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    receiver.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('latin1')
    })
    await until(() => output.startsWith('ready'))
    const { sink } = sinkOf({ auditLogType: 'Syslog', auditLog: path }, quick)
    await sink.write(numberedRecord(0))
    await until(() => output.includes('record-0'))
    const big = numberedRecord(9)
    await sink.write({ ...big, request: { ...big.request, body: 'x'.repeat(70_000) } })
    for (let i = 1; i < 5; i++) await sink.write(numberedRecord(i))
    await sink.close()
    await until(() => output.includes('record-4'))
    const lost = sink.lost
    receiver.kill()
    const faults: string[] = []
    const lines = output.trimEnd().split('\n').slice(1)
    const ids = lines.flatMap((line) => idsIn(`${line.slice(line.indexOf('{'))}\n`, faults))
    if (lost !== 1) faults.push(`${lost} lost instead of the one that is too large`)
    if (ids.length !== 5 || !lines.every((line) => line.startsWith('<130>1 ') && line.includes(' secrule ')))
      faults.push(output)
    return { faults, note: `${ids.length} messages by way of logger` }
  },

  'a program: started without a shell, and again when it ends': async (folder) => {
    const faults: string[] = []
    const program = `${folder}/take records`
    writeFileSync(program, `#!/bin/sh\nhead -n 20 >> "$1"\n`)
    chmodSync(program, 0o755)
    const out = `${folder}/out;touch shell-ran`
    const { sink } = sinkOf({ auditLog: `|"${program}" '${out}'` }, quick)
    for (let i = 0; i < 100; i++) {
      await sink.write(numberedRecord(i))
      if (i % 10 === 9) await pause(10)
    }
    await sink.close()
    if (existsSync('shell-ran')) faults.push('a shell ran it')
    const ids = existsSync(out) ? idsIn(readFileSync(out, 'latin1'), faults) : []
    // Each run of the program may have taken more than it read.
    if (ids.length < 20 || new Set(ids).size !== ids.length) faults.push(`${ids.length} records`)
    return { faults, note: `${ids.length} of 100 records by a program that ends after 20` }
  },

  'a program that does not read, and one that is not there': async (folder) => {
    const faults: string[] = []
    const options: SinkOptions = { ...quick, closeWithin: 100, queue: { records: 10, bytes: 10_000_000 } }
    const stalled = sinkOf({ auditLog: '|sleep 60' }, options)
    const record = numberedRecord(0)
    const body = 'x'.repeat(20_000)
    for (let i = 0; i < 50; i++) await stalled.sink.write({ ...record, request: { ...record.request, body } })
    await stalled.sink.close()
    if (stalled.sink.lost < 40) faults.push(`${stalled.sink.lost} lost behind a program that sleeps`)
    const missing = sinkOf({ auditLog: `|${folder}/missing` }, options)
    for (let i = 0; i < 5; i++) await missing.sink.write(numberedRecord(i))
    await missing.sink.close()
    if (missing.sink.lost !== 5) faults.push(`${missing.sink.lost} of 5 lost without a program`)
    return { faults, note: `${stalled.sink.lost} and ${missing.sink.lost} counted as lost` }
  },
}

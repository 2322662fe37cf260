import { parse as parseQueryString } from 'node:querystring'
import type { Writable } from 'node:stream'
import { Busboy as FastifyBusboy } from '@fastify/busboy'
import busboy from 'busboy'
import { parse as parseCookie } from 'cookie'
import { Form } from 'multiparty'
import qs from 'qs'
import { type GeneratedRequest, headerOf } from './generated-request.js'

/** Every text that an application gets from a parser: names, values, file names, contents of files. */
export type ParserView = (request: GeneratedRequest) => Promise<readonly string[]> | readonly string[]

const bytesOf = (text: string) => Buffer.from(text, 'latin1')

/** Names and values of nested data. */
function textsOf(value: unknown, into: string[] = []): string[] {
  if (typeof value === 'string') into.push(value)
  else if (Array.isArray(value)) for (const item of value) textsOf(item, into)
  else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      into.push(key)
      textsOf(item, into)
    }
  }
  return into
}

/** Some parsers never say that they are done with a broken body: everything is in memory, so a few turns are enough. */
function afterTurns(turns: number, done: () => void): void {
  if (turns === 0) done()
  else setImmediate(afterTurns, turns - 1, done)
}

/** What busboy and its fork tell alike; an error ends it, and what was told before stays. */
function listen(
  parser: busboy.Busboy | InstanceType<typeof FastifyBusboy>,
  end: string,
  body: string,
  filenameOf: (info: unknown) => unknown,
): Promise<readonly string[]> {
  const seen: string[] = []
  return new Promise((resolve) => {
    const stop = () => resolve(seen)
    const any = parser as busboy.Busboy
    any.on('field', (name?: string, value?: string) => seen.push(name ?? '', value ?? ''))
    any.on('file', (name, stream, info) => {
      seen.push(name ?? '', String(filenameOf(info) ?? ''))
      const chunks: Buffer[] = []
      const take = () => {
        if (chunks.length > 0) seen.push(Buffer.concat(chunks).toString('latin1'))
        chunks.length = 0
      }
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', take)
      stream.on('close', take)
      stream.on('error', take)
    })
    any.on('error', stop)
    any.on(end as 'close', () => setImmediate(stop))
    any.end(bytesOf(body))
    afterTurns(30, stop)
  })
}

function throughBusboy(request: GeneratedRequest): Promise<readonly string[]> | readonly string[] {
  let parser: busboy.Busboy
  try {
    parser = busboy({ headers: { 'content-type': headerOf(request, 'content-type') } })
  } catch {
    return []
  }
  return listen(parser, 'close', request.body, (info) => (info as { filename?: string }).filename)
}

function throughFastifyBusboy(request: GeneratedRequest): Promise<readonly string[]> | readonly string[] {
  let parser: InstanceType<typeof FastifyBusboy>
  try {
    parser = new FastifyBusboy({ headers: { 'content-type': headerOf(request, 'content-type') } })
  } catch {
    return []
  }
  return listen(parser, 'finish', request.body, (filename) => filename)
}

/** multiparty reads from a request; this stands for one. */
function throughMultiparty(request: GeneratedRequest): Promise<readonly string[]> {
  const seen: string[] = []
  return new Promise((resolve) => {
    const form = new Form()
    form.on('error', () => resolve(seen))
    form.on('close', () => resolve(seen))
    form.on('part', (part) => {
      const chunks: Buffer[] = []
      seen.push(part.name ?? '', part.filename ?? '')
      part.on('error', () => {})
      part.on('data', (chunk: Buffer) => chunks.push(chunk))
      part.on('end', () => seen.push(Buffer.concat(chunks).toString('latin1')))
    })
    const message = {
      headers: { 'content-type': headerOf(request, 'content-type'), 'content-length': String(request.body.length) },
      pipe: (to: Writable) => to.end(bytesOf(request.body)),
      on: () => message,
      removeListener: () => message,
    }
    try {
      form.parse(message as never)
      afterTurns(30, () => resolve(seen))
    } catch {
      resolve(seen)
    }
  })
}

const mediaType = (request: GeneratedRequest) =>
  headerOf(request, 'content-type').split(/[;,]/)[0]!.trim().toLowerCase()

/** As a body parser decodes: by charset where Node knows it, without a byte order mark. */
function decoded(request: GeneratedRequest): string {
  const charset = /charset\s*=\s*"?([^\s;",]+)/i.exec(headerOf(request, 'content-type'))?.[1]?.toLowerCase() ?? 'utf-8'
  const encoding = { 'utf-16le': 'utf16le', 'iso-8859-1': 'latin1' }[charset] ?? 'utf8'
  return bytesOf(request.body)
    .toString(encoding as BufferEncoding)
    .replace(/^\ufeff/, '')
}

const isForm = (request: GeneratedRequest) => mediaType(request) === 'application/x-www-form-urlencoded'
const isJson = (request: GeneratedRequest) => /^application\/json$|\+json$/.test(mediaType(request))

/** The query string as Express takes it from a request target. */
function queryOf(target: string): string {
  const end = target.indexOf('#')
  const path = end < 0 ? target : target.slice(0, end)
  const start = path.indexOf('?')
  return start < 0 ? '' : bytesOf(path.slice(start + 1)).toString('utf8')
}

function parsed(parse: () => unknown): readonly string[] {
  try {
    return textsOf(parse())
  } catch {
    return []
  }
}

const qsOptions = { allowPrototypes: true, depth: 32, arrayLimit: 100, parameterLimit: 10_000 }

/** The parsers by name, each for the requests that an application would give it. */
export const parserViews: Readonly<Record<string, ParserView>> = {
  busboy: (request) => (request.kind === 'multipart' || request.kind === 'form' ? throughBusboy(request) : []),
  '@fastify/busboy': (request) =>
    request.kind === 'multipart' || request.kind === 'form' ? throughFastifyBusboy(request) : [],
  multiparty: (request) => (request.kind === 'multipart' ? throughMultiparty(request) : []),
  'qs (body)': (request) => (isForm(request) ? parsed(() => qs.parse(decoded(request), qsOptions)) : []),
  'qs (query)': (request) => parsed(() => qs.parse(queryOf(request.target), qsOptions)),
  'querystring (body)': (request) => (isForm(request) ? parsed(() => parseQueryString(decoded(request))) : []),
  'querystring (query)': (request) => parsed(() => parseQueryString(queryOf(request.target))),
  'URLSearchParams (query)': (request) => parsed(() => [...new URLSearchParams(queryOf(request.target))]),
  'URLSearchParams (after ?)': (request) => {
    const start = request.target.indexOf('?')
    return start < 0 ? [] : parsed(() => [...new URLSearchParams(request.target.slice(start + 1))])
  },
  'JSON.parse': (request) => (isJson(request) ? parsed(() => JSON.parse(decoded(request))) : []),
  cookie: (request) => parsed(() => parseCookie(headerOf(request, 'cookie'))),
}

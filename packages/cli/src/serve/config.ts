import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { dialects, suggestion } from '@secrule/program'
import type { ProxyOptions } from '@secrule/proxy'
import type { DialectName } from 'secrule'
import { LineCounter, parseDocument } from 'yaml'
import { CommandError } from '../command-error.js'
import { fileProblem } from '../file-problem.js'
import type { ErrorLogFormat } from './error-log.js'

/** What `secrule serve` is to do, from its file and its command line. */
export interface ServeConfig {
  readonly rules?: readonly string[] | undefined
  readonly dialect?: DialectName | undefined
  readonly upstream?: string | undefined
  readonly errorLog?: string | undefined
  /** Lines as log readers know them (default), or one JSON object a line. */
  readonly errorLogFormat?: ErrorLogFormat | undefined
  /** Rules may start the programs that they name in exec and @inspectFile. */
  readonly allowPrograms?: boolean | undefined
  /** Worker processes; absent: all in one process. */
  readonly workers?: number | undefined
  /** Where `/livez` and `/readyz` are answered. */
  readonly health?: string | number | undefined
  /** Where metrics are served: `[host:]port`. */
  readonly metrics?: string | undefined
  /** Hides credentials in every log. */
  readonly maskCredentials?: boolean | undefined
  /** Where certificate and key were read from, to be read there again. */
  readonly tlsFiles?: TlsFiles | undefined
  /** Every other option of the proxy, which checks them itself. */
  readonly proxy?: Partial<ProxyOptions>
}

/** The files of a certificate and its key, in PEM. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
}

/** Options of the proxy that are no data, so they cannot stand in a file. */
const notInFile = ['engine', 'bundle', 'program', 'logger', 'onBlock', 'skip', 'audit']

const mostWorkers = 256

/** Whether so many worker processes can be asked for. */
export function isWorkerCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= mostWorkers
}

/**
 * Reads the YAML file of `secrule serve`. It has the names of the proxy's options, and `rules`, `dialect`, `errorLog`,
 * `errorLogFormat`, `allowPrograms`, `workers`, `health`, `metrics` and `maskCredentials`; relative names of rules, log, certificate and key
 * are looked up beside the file.
 */
export function readServeConfig(path: string): ServeConfig {
  const { rules, dialect, upstream, errorLog, tls, ...more } = readYaml(path)
  const { errorLogFormat, allowPrograms, maskCredentials, workers, health, metrics, ...proxy } = more
  const fail = (name: string, what: string): never => {
    throw new CommandError(`${path}: \`${name}\` must be ${what}`)
  }
  for (const name of notInFile) {
    if (name in proxy) throw new CommandError(`${path}: \`${name}\` is not an option of this file`)
  }
  const beside = (name: string): string => (isAbsolute(name) ? name : join(dirname(path), name))
  const list = typeof rules === 'string' ? [rules] : rules
  if (list !== undefined && !isTextList(list)) fail('rules', 'a file name or a list of them')
  if (dialect !== undefined && !Object.hasOwn(dialects, String(dialect))) {
    const near = suggestion(String(dialect), Object.keys(dialects))
    fail('dialect', `one of ${Object.keys(dialects).join(', ')}${near === null ? '' : ` (did you mean ${near}?)`}`)
  }
  if (upstream !== undefined && typeof upstream !== 'string') fail('upstream', 'a URL')
  if (errorLog !== undefined && typeof errorLog !== 'string') fail('errorLog', 'a file name')
  if (errorLogFormat !== undefined && errorLogFormat !== 'lines' && errorLogFormat !== 'json') {
    fail('errorLogFormat', 'lines or json')
  }
  if (allowPrograms !== undefined && typeof allowPrograms !== 'boolean') fail('allowPrograms', 'true or false')
  if (workers !== undefined && !isWorkerCount(workers)) fail('workers', `a number from 1 to ${mostWorkers}`)
  if (health !== undefined && typeof health !== 'string' && typeof health !== 'number') fail('health', '[host:]port')
  if (tls !== undefined && !isTls(tls)) fail('tls', 'the files `cert` and `key`')
  const { cert, key, ...tlsOptions } = (tls ?? {}) as Record<'cert' | 'key', string>
  const tlsFiles = tls === undefined ? undefined : { cert: beside(cert), key: beside(key) }
  if (metrics !== undefined && typeof metrics !== 'string' && typeof metrics !== 'number')
    fail('metrics', '[host:]port')
  if (maskCredentials !== undefined && typeof maskCredentials !== 'boolean') fail('maskCredentials', 'true or false')
  return {
    workers: workers as number | undefined,
    rules: (list as string[] | undefined)?.map(beside),
    dialect: dialect as DialectName | undefined,
    upstream: upstream as string | undefined,
    errorLog: errorLog === undefined ? undefined : beside(errorLog as string),
    errorLogFormat: errorLogFormat as ErrorLogFormat | undefined,
    metrics: metrics === undefined ? undefined : `${metrics}`,
    maskCredentials: maskCredentials as boolean | undefined,
    allowPrograms: allowPrograms as boolean | undefined,
    health: health as string | number | undefined,
    tlsFiles,
    proxy: {
      ...(proxy as Partial<ProxyOptions>),
      ...(tlsFiles === undefined ? {} : { tls: { ...tlsOptions, ...readTls(tlsFiles) } }),
    },
  }
}

/** Certificate and key from their files. */
export function readTls({ cert, key }: TlsFiles): { readonly cert: string; readonly key: string } {
  const read = (path: string): string => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      throw fileProblem('read', path, error)
    }
  }
  return { cert: read(cert), key: read(key) }
}

function isTls(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { cert, key } = value as Record<string, unknown>
  return typeof cert === 'string' && typeof key === 'string'
}

function readYaml(path: string): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw fileProblem('read', path, error)
  }
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const first = document.errors[0]
  if (first !== undefined) {
    const { line, col } = lineCounter.linePos(first.pos[0])
    throw new CommandError(`${path}:${line}:${col}: this is not YAML: ${first.message}`)
  }
  const value: unknown = document.toJS()
  if (value === null || value === undefined) return {}
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new CommandError(`${path} must hold options, one \`name: value\` a line`)
  }
  return value as Record<string, unknown>
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')
}

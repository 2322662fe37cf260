import { createSecureContext } from 'node:tls'
import { Guard, type HostOptions } from '@secrule/host'
import { compile, createEngine, decodeBundle, type Program } from 'secrule'
import { type ListenAddress, listenAddress } from './listen-address.js'
import {
  type ClientTls,
  defaultLimits,
  defaultMethods,
  defaultTimeouts,
  type ProxyLimits,
  type ProxyOptions,
  type Timeouts,
  type UpstreamTls,
} from './options.js'
import { type ProxyLogger, standardErrorLogger } from './proxy-logger.js'
import { type UpstreamAddress, upstreamAddress } from './upstream-address.js'

/** The options, checked and complete. */
export interface ResolvedOptions {
  readonly guard: Guard
  /** The ruleset at the start, as far as it is known. */
  readonly program: Program | null
  readonly upstream: UpstreamAddress
  readonly listen: ListenAddress
  readonly tls: ClientTls | null
  readonly http2: 'tls' | 'always' | 'off'
  readonly proxyProtocol: readonly string[]
  readonly host: string
  readonly allowedHosts: readonly string[]
  readonly methods: ReadonlySet<string>
  readonly joinsHeaders: boolean
  readonly upgrades: ReadonlySet<string>
  readonly acceptEncoding: 'auto' | 'identity' | 'decodable' | 'pass'
  readonly serverSignature: string | null
  /** Lower-case names. */
  readonly removeHeaders: ReadonlySet<string>
  readonly setHeaders: readonly (readonly [name: string, value: string])[]
  readonly upstreamTls: UpstreamTls
  readonly timeouts: Timeouts
  readonly limits: ProxyLimits
  readonly logger: ProxyLogger
}

/** What every host has; the guard checks it. */
const shared = [
  ...['engine', 'rules', 'bundle', 'mode', 'onBlock', 'onError', 'trustProxy', 'trustRequestId', 'audit', 'blockPage'],
  'skip',
] as const
const known = new Set<string>([
  ...shared,
  ...['program', 'upstream', 'listen', 'host', 'allowedHosts', 'methods', 'connect', 'repeatedHeaders', 'upgrades'],
  ...['acceptEncoding', 'serverSignature', 'responseHeaders', 'upstreamTls', 'timeouts', 'limits', 'logger', 'tls'],
  ...['http2', 'proxyProtocol'],
])
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** Checks options and fills in defaults. Throws an Error that names the option and says what it may be. */
export function resolveOptions(options: ProxyOptions): ResolvedOptions {
  for (const name of Object.keys(options)) if (!known.has(name)) fail(`\`${name}\` is not an option`)
  for (const name of ['trustRequestId'] as const) mustBe(name, options[name], 'boolean')
  for (const name of ['host', 'serverSignature'] as const) {
    if (options[name] !== null) mustBe(name, options[name], 'string')
  }
  oneOf('acceptEncoding', options.acceptEncoding, ['auto', 'identity', 'decodable', 'pass'])
  oneOf('http2', options.http2, ['tls', 'always', 'off'])
  oneOf('connect', options.connect, ['refuse', 'forward'])
  oneOf('repeatedHeaders', options.repeatedHeaders, ['keep', 'join'])
  if (options.methods?.includes('CONNECT')) fail('`methods` cannot hold `CONNECT`: see the option `connect`')
  const set = Object.entries(options.responseHeaders?.set ?? {})
  for (const [name, value] of set) {
    if (!token.test(name) || typeof value !== 'string' || !fieldValue.test(value)) {
      fail(`\`responseHeaders.set\` cannot hold \`${name}\``)
    }
  }
  if (!fieldValue.test(options.serverSignature ?? '')) fail('`serverSignature` holds a character no header may have')
  const { matches, ...ownLimits } = options.limits ?? {}
  const limits = numbers('limits', defaultLimits, ownLimits)
  for (const name of ['headerBytes', 'responseHeaderBytes'] as const) {
    if (limits[name] < 1024) fail(`\`limits.${name}\` must be at least 1024`)
  }
  const upstream = upstreamAddress(options.upstream)
  const logger = options.logger ?? standardErrorLogger
  const guard = openGuard(options, logger, { pause: limits.pause, ...(matches === undefined ? {} : { matches }) })
  return {
    guard,
    program: options.program ?? guard.program,
    upstream,
    listen: listenAddress(options.listen ?? '127.0.0.1:8080'),
    tls: options.tls === undefined ? null : usableTls(options.tls),
    http2: options.http2 ?? 'tls',
    proxyProtocol: names('proxyProtocol', options.proxyProtocol),
    host: options.host ?? 'pass',
    allowedHosts: names('allowedHosts', options.allowedHosts).map((name) => name.toLowerCase()),
    methods: new Set([
      ...names('methods', options.methods ?? defaultMethods),
      ...(options.connect === 'forward' ? ['CONNECT'] : []),
    ]),
    joinsHeaders: options.repeatedHeaders === 'join',
    upgrades: new Set(names('upgrades', options.upgrades ?? ['websocket']).map((name) => name.toLowerCase())),
    acceptEncoding: options.acceptEncoding ?? 'auto',
    serverSignature: options.serverSignature ?? null,
    removeHeaders: new Set(
      names('responseHeaders.remove', options.responseHeaders?.remove).map((name) => name.toLowerCase()),
    ),
    setHeaders: set,
    upstreamTls: options.upstreamTls ?? {},
    timeouts: numbers('timeouts', defaultTimeouts, options.timeouts),
    limits,
    logger,
  }
}

/** Opens the guard last: it may make an engine, which somebody would have to close. */
function openGuard(options: ProxyOptions, logger: ProxyLogger, limits: HostOptions['limits']): Guard {
  const error = (message: string): void => logger.error(message)
  const log = (line: string): void => (logger.log === undefined ? logger.error(line) : logger.log(line))
  const given: Record<string, unknown> = { limits, logger: { log, error } }
  for (const name of shared) if (options[name] !== undefined) given[name] = options[name]
  return new Guard(given as HostOptions, { compile, decodeBundle, createEngine })
}

/** Tries certificate and key, so that what is wrong with them is said now. */
export function usableTls(tls: ClientTls): ClientTls {
  if (typeof tls?.cert !== 'string' || typeof tls.key !== 'string') fail('`tls` must have `cert` and `key`')
  try {
    createSecureContext(tls)
  } catch (error) {
    fail(`\`tls\`: ${error instanceof Error ? error.message : String(error)}`)
  }
  return tls
}

function numbers<T extends object>(group: string, defaults: T, given: Partial<T> | undefined): T {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (!Object.hasOwn(defaults, name)) fail(`\`${group}.${name}\` is not an option`)
    if (!Number.isSafeInteger(value) || (value as number) < 0) fail(`\`${group}.${name}\` must be a whole number`)
  }
  return { ...defaults, ...given }
}

function names(option: string, list: readonly string[] | undefined): readonly string[] {
  if (list === undefined) return []
  if (!Array.isArray(list) || list.some((name) => typeof name !== 'string' || name === '')) {
    fail(`\`${option}\` must be a list of names`)
  }
  return list
}

function mustBe(option: string, value: unknown, type: 'boolean' | 'string'): void {
  if (value !== undefined && typeof value !== type) fail(`\`${option}\` must be a ${type}`)
}

function oneOf(option: string, value: unknown, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(value as string)) {
    fail(`\`${option}\` must be one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`)
  }
}

function fail(message: string): never {
  throw new Error(`proxy options: ${message}`)
}

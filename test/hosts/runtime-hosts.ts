import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer } from 'node:net'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { type Configuration, configurations } from './configurations.js'
import type { Host, OpenSite } from './host.js'

const folder = resolve('build/hosts')
const bundled = `${folder}/site.mjs`

/** A runtime that is installed as an npm package, or why it cannot be used here. */
export interface Runtime {
  readonly host: Host
  readonly missing: string | null
}

/** The program of a runtime: a package carries it for each platform. */
export function runtimeProgram(name: 'deno' | 'bun' | 'workerd'): string | null {
  const bits = process.arch === 'x64' ? '64' : 'arm64'
  const packages = {
    deno: [`@deno/${process.platform}-${process.arch}-glibc/deno`, `@deno/${process.platform}-${process.arch}/deno`],
    bun: [`@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}/bin/bun`],
    workerd: [`@cloudflare/workerd-${process.platform}-${bits}/bin/workerd`],
  }[name]
  try {
    const near = createRequire(createRequire(import.meta.url).resolve(`${name}/package.json`))
    for (const path of packages) {
      const [scope, short, ...rest] = path.split('/')
      try {
        const program = near.resolve(`${scope}/${short}/package.json`).replace('package.json', rest.join('/'))
        if (existsSync(program)) return program
      } catch {
        // Not this one.
      }
    }
  } catch {
    // The package itself is not there.
  }
  return null
}

/** Bundles the site for everything that is not Node. Once. */
export async function bundleSite(): Promise<number> {
  mkdirSync(folder, { recursive: true })
  const { metafile } = await build({
    entryPoints: ['build/tests/test/hosts/runtime-entry.js'],
    outfile: bundled,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    minify: true,
    logLevel: 'silent',
  })
  return Object.values(metafile.outputs)[0]?.bytes ?? 0
}

const noRawHeaders = 'a Headers object has names in lower case'
const joinedHeaders = 'a Headers object joins equal names'
const parsedTarget = 'the URL of a Request has its dot segments resolved'
const noSocket = 'there is no socket to cut; answered with an empty 403'
const common = {
  'header names as sent': noRawHeaders,
  'a repeated header stays two': joinedHeaders,
  drop: noSocket,
}
const noAddress =
  'workerd alone tells no address; on Cloudflare CF-Connecting-IP does, and elsewhere the option `connection`'

function runtime(name: 'deno' | 'bun' | 'workerd', shown: string, gaps: Host['gaps'], start: Start): Runtime {
  const program = runtimeProgram(name)
  let running: Promise<{ readonly process: ChildProcess; readonly ports: Ports }> | null = null
  return {
    missing: program === null ? `the package \`${name}\` has no program for ${process.platform} ${process.arch}` : null,
    host: {
      name: shown,
      gaps: { ...common, ...gaps },
      async open(configuration): Promise<OpenSite> {
        running ??= start(program ?? '')
        const { ports } = await running
        return { port: ports[configuration], close: async () => {} }
      },
      async close() {
        ;(await running)?.process.kill()
      },
    },
  }
}

type Ports = Readonly<Record<Configuration, number>>
type Start = (program: string) => Promise<{ readonly process: ChildProcess; readonly ports: Ports }>

/** Starts a program that prints its ports. */
function printing(args: readonly string[]): Start {
  return (program) =>
    new Promise((settle, reject) => {
      const environment = { ...process.env, DENO_NO_UPDATE_CHECK: '1', DENO_DIR: `${folder}/deno`, NO_COLOR: '1' }
      const child = spawn(program, [...args, bundled], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
      process.once('exit', () => child.kill())
      let said = ''
      const hear = (chunk: Buffer) => {
        said += chunk
        const line = /^\{.*\}$/m.exec(said)
        if (line !== null) settle({ process: child, ports: JSON.parse(line[0]) as Ports })
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.on('error', reject)
      child.on('exit', (code) => reject(new Error(`${program} ended with ${code}: ${said}`)))
    })
}

async function startWorkerd(program: string) {
  const ports = {} as Record<Configuration, number>
  for (const configuration of configurations) ports[configuration] = await freePort()
  const identifier = (name: string) => name.replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase())
  const text = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${configurations.map((name) => `(name = "${name}", worker = .${identifier(name)})`).join(', ')}],
  sockets = [${configurations.map((name) => `(name = "${name}", address = "127.0.0.1:${ports[name]}", http = (), service = "${name}")`).join(', ')}]
);
${configurations
  .map(
    (name) => `const ${identifier(name)} :Workerd.Worker = (
  modules = [(name = "site.mjs", esModule = embed "site.mjs")],
  compatibilityDate = "2026-01-01",
  bindings = [(name = "CONFIGURATION", text = "${name}")]
);`,
  )
  .join('\n')}
`
  writeFileSync(`${folder}/config.capnp`, text)
  const child = spawn(program, ['serve', `${folder}/config.capnp`], { stdio: ['ignore', 'pipe', 'pipe'] })
  process.once('exit', () => child.kill())
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  const ended = new Promise<never>((_settle, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`workerd ended with ${code}: ${said}`)))
  })
  for (const port of Object.values(ports)) await Promise.race([listening(port), ended])
  ended.catch(() => {})
  return { process: child, ports }
}

/** A port that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((settle) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => settle(port))
    })
  })
}

/** Waits until somebody listens on a port. */
export async function listening(port: number): Promise<void> {
  for (let round = 0; round < 200; round++) {
    const isOpen = await new Promise<boolean>((settle) => {
      const socket = connect({ port, host: '127.0.0.1' })
      socket.on('connect', () => {
        socket.destroy()
        settle(true)
      })
      socket.on('error', () => settle(false))
    })
    if (isOpen) return
    await new Promise((settle) => setTimeout(settle, 50))
  }
  throw new Error(`nobody listens on port ${port}`)
}

/** Deno, Bun and workerd, as their npm packages bring them. */
export const runtimes: readonly Runtime[] = [
  runtime('deno', 'Deno 2', {}, printing(['run', '--allow-net=127.0.0.1', '--no-config', '--no-remote'])),
  runtime('bun', 'Bun 1', { 'target as sent': parsedTarget }, printing(['run'])),
  runtime(
    'workerd',
    'Workers (workerd)',
    {
      'header bytes above 127': 'workerd reads header bytes as UTF-8, and replaces what is none',
      'client address': noAddress,
      'trusted proxies and ids': noAddress,
      'trusted proxies that write Forwarded': noAddress,
      'client abort': 'workerd ends the handler with its client, so phase 5 does not run',
    },
    startWorkerd,
  ),
]

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Test } from 'tap'
import { get } from './client.js'
import { freePort, listening, runtimeProgram } from './runtime-hosts.js'

const folder = resolve('build/hosts/snippets')
const command = resolve('packages/cli/bin/secrule.js')
const rules = 'SecRuleEngine On\nSecRule ARGS "@streq attack" "id:1,phase:1,deny,status:403"\n'
/** What is left out of a snippet, by its heading. */
const extra: Readonly<Record<string, string>> = {
  NestJS: "import 'reflect-metadata'\n",
}
const honoApp = `import { Hono } from 'hono'
export const app = new Hono().get('/', (context) => context.text('hello'))
`
const nestModule = `import { Controller, Get, Module } from '@nestjs/common'
class Site { page() { return 'hello' } }
Get('/')(Site.prototype, 'page', Object.getOwnPropertyDescriptor(Site.prototype, 'page'))
Controller()(Site)
export class AppModule {}
Module({ controllers: [Site] })(AppModule)
`

/** The code under each heading of the README's part about hosts. */
function readSnippets(): { readonly name: string; readonly language: string; readonly code: string }[] {
  const text = readFileSync('README.md', 'utf8')
  const part = text.slice(text.indexOf('\n## Inside your server\n') + 1).split(/^## /m)[1] ?? ''
  return [...part.matchAll(/^### (.+)\n(?:(?!#|```).*\n)*```(\w+)\n([\s\S]*?)```/gm)].map(
    ([, name = '', language = '', code = '']) => ({ name, language, code }),
  )
}

/** Every snippet is run as it stands, asked for a page, and attacked. */
export async function snippets(t: Test): Promise<void> {
  mkdirSync(`${folder}/rules`, { recursive: true })
  writeFileSync(`${folder}/rules/one.conf`, rules)
  const embed = [command, 'compile', 'rules/*.conf', '--embed', '-o', 'rules.js']
  execFileSync(process.execPath, embed, { cwd: folder })
  writeFileSync(`${folder}/app.module.js`, nestModule)
  writeFileSync(`${folder}/app.js`, honoApp)
  const all = readSnippets()
  const names = [
    'node:http',
    'Express 4 and 5',
    'Connect',
    'Koa',
    'Fastify',
    'NestJS',
    'Hono',
    'Workers',
    'Deno',
    'Bun',
  ]
  t.same(
    all.map(({ name }) => name),
    [...names, 'Next', 'Any other server'],
  )
  for (const { name, language, code } of all) {
    t.ok(code.trim().split('\n').length <= 4, `${name} takes four lines at the most`)
    if (language === 'sh') await runCommand(t, name, code)
    else if (name.startsWith('Express')) {
      // two versions that are installed side by side
      for (const express of ['express4', 'express5'])
        await runModule(t, express, code.replace("'express'", `'${express}'`))
    } else await runModule(t, name, code)
  }
  t.comment(`${all.length} snippets of the README`)
}

async function runModule(t: Test, name: string, code: string): Promise<void> {
  const file = `${folder}/${name.replace(/\W/g, '').toLowerCase()}.mjs`
  const port = await freePort()
  writeFileSync(file, (extra[name] ?? '') + code.replace('8080', String(port)))
  if (name === 'Next') await callAsNext(t, file)
  else if (name === 'Workers') await withProgram(t, name, 'workerd', () => startWorker(file, port), port)
  else if (name === 'Deno') await withProgram(t, name, 'deno', (program) => start(program, ['run', '-A', file]), port)
  else if (name === 'Bun') await withProgram(t, name, 'bun', (program) => start(program, [file]), port)
  else await isGuarded(t, name, start(process.execPath, [file]), port)
}

/** The command as it stands in the README, before a site of ours. */
async function runCommand(t: Test, name: string, code: string): Promise<void> {
  const site = createServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const { port: upstream } = site.address() as AddressInfo
  const port = await freePort()
  const words = code
    .trim()
    .replace('localhost:3000', `127.0.0.1:${upstream}`)
    .replace('8080', String(port))
    .split(' ')
    .map((word) => word.replaceAll("'", ''))
  t.same(words.slice(0, 2), ['npx', 'secrule'], name)
  await isGuarded(t, name, start(process.execPath, [command, ...words.slice(2)]), port)
  site.closeAllConnections()
  site.close()
}

type Started = { readonly child: ChildProcess; readonly said: () => string }

function start(program: string, args: readonly string[]): Started {
  const environment = { ...process.env, DENO_NO_UPDATE_CHECK: '1', DENO_DIR: `${folder}/deno`, NO_COLOR: '1' }
  const child = spawn(program, args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = (): boolean => child.kill()
  process.once('exit', end)
  child.once('close', () => process.off('exit', end))
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  return { child, said: () => said }
}

async function withProgram(
  t: Test,
  name: string,
  runtime: 'deno' | 'bun' | 'workerd',
  begin: (program: string) => Started | Promise<Started>,
  port: number,
): Promise<void> {
  const program = runtimeProgram(runtime)
  if (program === null) t.comment(`SKIP ${name}: the package \`${runtime}\` has no program for this machine`)
  else await isGuarded(t, name, await begin(program), port)
}

async function startWorker(file: string, port: number): Promise<Started> {
  await build({
    entryPoints: [file],
    outfile: `${folder}/worker.mjs`,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  })
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const main :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
  compatibilityDate = "2026-01-01"
);
`
  writeFileSync(`${folder}/worker.capnp`, config)
  return start(runtimeProgram('workerd') ?? '', ['serve', `${folder}/worker.capnp`])
}

async function isGuarded(t: Test, name: string, { child, said }: Started, port: number): Promise<void> {
  try {
    await Promise.race([
      listening(port),
      new Promise((_resolve, reject) =>
        child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said()}`))),
      ),
    ])
    const page = await get(port, '/')
    t.same([page.status, page.body], [200, 'hello'], `${name}: a page`)
    t.equal((await get(port, '/?q=attack')).status, 403, `${name}: an attack`)
  } catch (error) {
    t.fail(`${name}: ${error}`, { said: said() })
  } finally {
    child.removeAllListeners('exit')
    child.kill()
  }
}

/** Next calls the functions that a route file exports. Next itself is not run here. */
async function callAsNext(t: Test, file: string): Promise<void> {
  process.chdir(folder)
  try {
    const route = (await import(pathToFileURL(file).href)) as {
      GET(request: Request, context: object): Promise<Response>
    }
    const page = await route.GET(new Request('http://a/api'), { params: {} })
    t.same([page.status, await page.text()], [200, 'hello'], 'Next: a page')
    t.equal((await route.GET(new Request('http://a/api?q=attack'), {})).status, 403, 'Next: an attack')
  } finally {
    process.chdir('../../..')
  }
}

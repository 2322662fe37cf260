import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { compile, encodeBundle } from 'secrule'
import type { Test } from 'tap'
import { get } from './client.js'
import { freePort, listening, runtimeProgram } from './runtime-hosts.js'

const folder = resolve('build/hosts/snippets')
const rules = 'SecRuleEngine On\nSecRule ARGS "@streq attack" "id:1,phase:1,deny,status:403"\n'
/** Names in the guide that are another one here, where two versions are installed side by side. */
const installed: readonly (readonly [string, string])[] = [["'express'", "'express5'"]]

/** What is left out of a snippet, by its heading. */
const extra: Readonly<Record<string, string>> = {
  NestJS: "import 'reflect-metadata'\n",
}
const nestModule = `import { Controller, Get, Module } from '@nestjs/common'
class Site { page() { return 'hello' } }
Get('/')(Site.prototype, 'page', Object.getOwnPropertyDescriptor(Site.prototype, 'page'))
Controller()(Site)
export class AppModule {}
Module({ controllers: [Site] })(AppModule)
`

/** The code under each heading of the guide's part about hosts. */
function readSnippets(): { readonly name: string; readonly code: string }[] {
  const text = readFileSync('docs/hosts.md', 'utf8')
  return [...text.matchAll(/^### (.+)\n(?:(?!#|```).*\n)*```js\n([\s\S]*?)```/gm)].map(([, name = '', code = '']) => ({
    name,
    code,
  }))
}

/** Every snippet is run as it stands, asked for a page, and attacked. */
export async function snippets(t: Test): Promise<void> {
  mkdirSync(`${folder}/rules`, { recursive: true })
  writeFileSync(`${folder}/rules/one.conf`, rules)
  writeFileSync(`${folder}/rules.srb`, encodeBundle(compile({ text: rules })))
  writeFileSync(`${folder}/app.module.js`, nestModule)
  const all = readSnippets()
  t.same(
    all.map(({ name }) => name),
    ['node:http', 'Express', 'Connect', 'NestJS', 'Koa', 'Fastify', 'Hono', 'Deno', 'Bun', 'Workers', 'Next'],
  )
  for (const { name, code } of all) {
    t.ok(code.trim().split('\n').length <= 5, `${name} is short`)
    const file = `${folder}/${name.replace(/\W/g, '').toLowerCase()}.mjs`
    const port = await freePort()
    let text = (extra[name] ?? '') + code.replace('8080', String(port))
    for (const [from, to] of installed) text = text.replaceAll(from, to)
    writeFileSync(file, text)
    if (name === 'Next') await callAsNext(t, file)
    else if (name === 'Workers') await withProgram(t, name, 'workerd', () => startWorker(file, port), port)
    else if (name === 'Deno') await withProgram(t, name, 'deno', (program) => start(program, ['run', '-A', file]), port)
    else if (name === 'Bun') await withProgram(t, name, 'bun', (program) => start(program, [file]), port)
    else await isGuarded(t, name, start(process.execPath, [file]), port)
  }
}

type Started = { readonly child: ChildProcess; readonly said: () => string }

function start(program: string, args: readonly string[]): Started {
  const environment = { ...process.env, DENO_NO_UPDATE_CHECK: '1', DENO_DIR: `${folder}/deno`, NO_COLOR: '1' }
  const child = spawn(program, args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  process.once('exit', () => child.kill())
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
    external: ['*.srb'],
    logLevel: 'silent',
  })
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
const main :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs"), (name = "rules.srb", data = embed "rules.srb")],
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

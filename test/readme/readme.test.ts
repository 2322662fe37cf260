import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'

const run = promisify(execFile)
const readme = readFileSync('README.md', 'utf8')
const example = /## Inside your program\n+```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''

t.test('the embedding example runs as it stands', async (t) => {
  mkdirSync('build/readme', { recursive: true })
  writeFileSync('build/readme/example.mjs', example)
  const { stdout } = await run(process.execPath, ['build/readme/example.mjs'])
  t.match(stdout, /\[client 192\.0\.2\.7\] ModSecurity: Access denied with code 403 \(phase 2\)/)
  t.match(stdout, /deny 403 1\n$/)
})

t.test('every command of the README is one', async (t) => {
  const { stdout } = await run(process.execPath, ['packages/cli/bin/secrule.js', '--help'])
  const named = new Set([...readme.matchAll(/npx secrule (\w+)/g)].map((found) => found[1]!))
  for (const command of named) t.match(stdout, new RegExp(`^  ${command} `, 'm'), command)
})

t.test('the packages install from npm pack and run the example', { timeout: 240_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-pack-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const hosts = readdirSync('packages/hosts').map((host) => `hosts/${host}`)
  const names = [...readdirSync('packages').filter((name) => name !== 'hosts'), ...hosts]
  await run('npm', [
    'pack',
    '--silent',
    '--pack-destination',
    folder,
    ...names.map((name) => resolve('packages', name)),
  ])
  const archives = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  t.equal(archives.length, names.length, `${names.length} packages packed`)
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n')
  try {
    await run('npm', ['install', '--silent', '--no-audit', '--no-fund', ...archives.map((name) => `./${name}`)], {
      cwd: folder,
    })
  } catch (error) {
    const text = String((error as { stderr?: string }).stderr ?? error)
    if (!/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|network/i.test(text)) throw error
    t.pass('skipped: npm cannot reach its registry here')
    return
  }
  writeFileSync(join(folder, 'example.js'), example)
  const { stdout } = await run(process.execPath, ['example.js'], { cwd: folder })
  t.match(stdout, /deny 403 1\n$/)
  const command = await run(join(folder, 'node_modules/.bin/secrule'), ['inspect', "/?q=1' OR '1'='1"], { cwd: folder })
  t.match(command.stdout, /403/, 'the installed command has the starter rules')
})

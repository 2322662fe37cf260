import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import t from 'tap'

const run = promisify(execFile)
const isProof = process.env.SECRULE_PROOF === '1'

/** What runs on every Node: the units of each package, and smoke tests of the engine, the command's entry and the README. */
const suites = (): readonly string[] => [
  ...readdirSync('build/tests/packages', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => `build/tests/packages/${file}`),
  'build/tests/test/engine/engine.test.js',
]

for (const version of ['22', '24']) {
  t.test(`units and smoke tests on Node ${version}`, async (t) => {
    if (!isProof) {
      t.pass('skipped: only in npm run proof')
      return
    }
    const folder = `build/node-${version}`
    const binary = `${folder}/node_modules/node/bin/node`
    if (!existsSync(binary)) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${folder}/package.json`, '{ "private": true }\n')
      await run('npm', ['install', '--silent', '--no-audit', '--no-fund', `node@${version}`], { cwd: folder })
    }
    const { stdout } = await run(binary, ['--version'])
    t.match(stdout, new RegExp(`^v${version}\\.`))
    const environment = { ...process.env, SECRULE_PROOF: '0' }
    for (const suite of suites()) {
      const result = await run(binary, [suite], { env: environment, maxBuffer: 1 << 28 }).catch((error) => error)
      const totals = /^# (\{ total: .*\})$/m.exec(result.stdout)?.[1] ?? 'no totals'
      t.ok(result.code === undefined && !totals.includes('fail:'), `${suite} on ${stdout.trim()}: ${totals}`)
    }
  })
}

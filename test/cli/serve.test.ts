import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Serving, secrule } from './secrule-process.js'

const folder = mkdtempSync(join(tmpdir(), 'secrule-serve-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
t.setTimeout(300_000)

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const rulesText =
  'SecRuleEngine On\nSecRule ARGS:q "@contains attack" "id:10,phase:2,deny,status:406,msg:\'Found it\'"\n' +
  'SecRule ARGS:q "@contains other" "id:11,phase:2,deny"\nSecAction "id:12,phase:1,pass,nolog"\n'
const small = file('small.conf', rulesText)

const body = async (url: string): Promise<[number, string | null]> => {
  const response = await fetch(url)
  await response.text()
  return [response.status, response.headers.get('x-request-id')]
}

t.test('serve: config file, error log, reload, graceful stop', async (t) => {
  const site: Server = createServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  t.teardown(() => site.close())
  const upstream = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  mkdirSync(join(folder, 'conf'))
  const rules = file('conf/live.conf', rulesText)
  const config = file(
    'conf/serve.yaml',
    ['rules: live.conf', 'upstream: http://127.0.0.1:1', 'listen: 127.0.0.1:0', 'errorLog: error.log', ''].join('\n'),
  )
  const wrong = file('conf/wrong.yaml', 'upstream: http://127.0.0.1:1\ntimeouts:\n  header: 5\n')
  const notYaml = file('conf/not.yaml', 'a: [1\nb: 2\n')

  const serving = new Serving(['serve', '--config', config, '--upstream', upstream])
  const started = await serving.until(/listens on (http:\S+) before (\S+): 3 rules, loaded in \d+ ms/)
  t.equal(started[2], upstream, 'the command line wins over the file')
  const url = started[1]!
  const [passedStatus, passedId] = await body(`${url}/?q=hello`)
  const [blockedStatus, blockedId] = await body(`${url}/?q=attack`)
  t.same([passedStatus, blockedStatus], [200, 406])
  t.ok(passedId)
  const log = (): string => readFileSync(join(folder, 'conf/error.log'), 'utf8')
  await serving.until(new RegExp(`\\[id "10"\\].*\\[unique_id "${blockedId}"\\]`), log)
  t.pass('the error log has the rule and the id')

  writeFileSync(rules, 'SecRuleEngine On\nSecRul broken\n')
  serving.child.kill('SIGHUP')
  await serving.until(/rules not reloaded, the old ones stay: 1 error/, log)
  await serving.until(/unknown directive `SecRul`/)
  t.same((await body(`${url}/?q=attack`))[0], 406, 'the old rules still hold')

  writeFileSync(rules, 'SecRuleEngine On\nSecRule ARGS "@streq hello" "id:1,phase:2,deny,status:410"\n')
  serving.child.kill('SIGHUP')
  await serving.until(/rules reloaded: 1 rule in/, log)
  t.same([(await body(`${url}/?q=attack`))[0], (await body(`${url}/?q=hello`))[0]], [200, 410])
  t.equal(await serving.stop(), 0, 'SIGTERM ends it with 0')

  const [unknown, invalid] = await Promise.all([
    secrule(['serve', '--config', wrong, '--rules', small]),
    secrule(['serve', '--config', notYaml]),
  ])
  t.same([unknown.code, invalid.code], [2, 2])
  t.match(unknown.err, /`timeouts\.header` is not an option/)
  t.match(invalid.err, /not\.yaml:\d+:\d+: this is not YAML/)
})

t.test('demo: what npm start shows', async (t) => {
  const demo = new Serving(['demo', '--listen', '127.0.0.1:0'])
  const [, url] = await demo.until(/listens on (http:\S+) before the built-in demo site\n\d+ rules, loaded in \d+ ms/)
  await demo.until(/Ctrl-C/)
  const lines = [...demo.said.matchAll(/curl -i '([^']+)'/g)].map((found) => found[1]!)
  t.equal(lines.length, 2)
  t.ok(lines.every((line) => line.startsWith(`${url}/`)))
  const [passes, blocked] = await Promise.all(lines.map(body))
  t.same([passes![0], blocked![0]], [200, 403])
  await demo.until(new RegExp(`unique_id "${blocked![1]}"`))
  t.equal((await fetch(`${url}/search?q=kettle`)).headers.get('server'), 'web', 'the banner is masked')
  t.equal((await body(`${url}/leak/card`))[0], 403, 'a leak is withheld')
  const taken = await secrule(['demo', '--listen', url!.replace('http://', '')])
  t.equal(taken.code, 2)
  t.match(taken.err, /another program does; choose another port with --listen/)
  t.equal(await demo.stop(), 0)
})

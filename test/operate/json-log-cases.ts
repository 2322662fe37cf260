import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Serving } from '../cli/secrule-process.js'

const rules = `SecRuleEngine On
SecRule ARGS:q "@contains attack" "id:10,phase:2,deny,status:406,log,msg:'Found it'"
SecRule ARGS:q "@rx (a+)+\\1$" "id:11,phase:2,pass,nolog"
`

/** Values that try to end a line, a text or a record. */
const values = ['attack%0a%7b%22id%22:1%7d', 'attack%22,%22id%22:9%7d%0d%0a', 'attack%00%1b%5b2J%e2%80%a8', 'fine']

/** Where `serve` writes its error log to. */
interface Place {
  readonly workers: boolean
  readonly file: boolean
  readonly byConfig: boolean
}

const places: readonly Place[] = [
  { workers: false, file: true, byConfig: false },
  { workers: false, file: false, byConfig: true },
  { workers: true, file: false, byConfig: false },
  { workers: true, file: true, byConfig: true },
]

/** `serve` with its error log as JSON, with and without workers: each line is one object, for each rule that logged one. */
export async function jsonLogFaults(folder: string): Promise<{ faults: string[]; count: number }> {
  const site: Server = createServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const upstream = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  writeFileSync(`${folder}/rules.conf`, rules)
  const faults: string[] = []
  for (const place of places) {
    const name = JSON.stringify(place)
    const found = await served(folder, upstream, place)
    faults.push(...found.map((fault) => `${name}: ${fault}`))
  }
  site.close()
  return { faults, count: places.length }
}

async function served(folder: string, upstream: string, { workers, file, byConfig }: Place): Promise<string[]> {
  const path = `${folder}/error-${workers}-${byConfig}.jsonl`
  const config = `${folder}/serve.yaml`
  const options: string[] = []
  if (byConfig) {
    writeFileSync(config, `errorLogFormat: json\n${file ? `errorLog: ${path}\n` : ''}${workers ? 'workers: 2\n' : ''}`)
    options.push('--config', config)
  } else options.push('--error-log-format', 'json', ...(file ? ['--error-log', path] : []))
  if (workers && !byConfig) options.push('--workers', '2')
  const place = ['--rules', `${folder}/rules.conf`, '--upstream', upstream, '--listen', '127.0.0.1:0']
  const serving = new Serving(['serve', ...place, ...options])
  const url = (await serving.until(/listens on (http:\S+) before/))[1]!
  const blocked: string[] = []
  for (const value of values) {
    const response = await fetch(`${url}/?q=${value}`)
    await response.text()
    if (response.status === 406) blocked.push(response.headers.get('x-request-id') ?? '')
  }
  const log = (): string => (file ? readFileSync(path, 'utf8') : serving.said)
  serving.child.kill('SIGHUP')
  await serving.until(/rules reloaded/, log)
  const code = await serving.stop()
  const faults = code === 0 ? [] : [`exit code ${code}: ${serving.said}`]
  // Standard error is also where the command says that it listens, and warns of rules.
  const lines = log()
    .split('\n')
    .filter((line) => line !== '' && (file || line.startsWith('{')))
  const entries = lines.map((line) => JSON.parse(line) as { unique_id?: string; id?: number; error?: string })
  const told = entries.filter(({ id }) => id !== undefined)
  if (blocked.length !== 3) faults.push(`${blocked.length} of ${values.length} blocked`)
  if (told.map(({ unique_id }) => unique_id).join() !== blocked.join()) faults.push(`told of ${JSON.stringify(told)}`)
  if (told.some(({ id }) => id !== 10)) faults.push('of another rule')
  if (!entries.some(({ error }) => error?.startsWith('rules reloaded: 2 rules'))) faults.push('not of the reload')
  if (/\[client|ModSecurity: /.test(lines.join('').replace(/"log_line":"(?:[^"\\]|\\.)*"/g, '')))
    faults.push('lines too')
  return faults
}

import { readFileSync } from 'node:fs'
import type { Test } from 'tap'
import { RawClient } from './raw-client.js'
import type { Script } from './scripted-engine.js'
import { Stage } from './stage.js'

interface SmugglingCase {
  readonly name: string
  readonly request: string
  /** The bodies of the requests that reach the upstream; none: it is refused. */
  readonly upstream: readonly string[]
  /** Some versions of Node's parser refuse it. */
  readonly mayRefuse?: boolean
  /** The answer is a page without status line and headers. */
  readonly isBare?: boolean
}

const buffering: Script = { requestNeed: () => 'buffer', responseNeed: () => 'buffer' }
/** How a case is played: what the engine wants of the body, and in how large pieces the bytes are sent. */
const ways: { name: string; script: Script; piece: number }[] = [
  { name: 'body inspected', script: buffering, piece: 0 },
  { name: 'body passed on', script: {}, piece: 0 },
  { name: 'in small pieces', script: buffering, piece: 5 },
]

/** Every shape of smuggling.json in every way: refused with the connection closed, or one request of one meaning. */
export async function smuggling(t: Test): Promise<void> {
  const cases = JSON.parse(readFileSync('test/proxy/smuggling.json', 'utf8')) as SmugglingCase[]
  t.ok(cases.length >= 40, `${cases.length} shapes`)
  for (const way of ways) {
    await Stage.play(way.script, { timeouts: { linger: 100 } }, async (stage) => {
      for (const each of cases) await playCase(t, stage, each, way)
    })
  }
  const refused = cases.filter((each) => each.upstream.length === 0).length
  t.comment(
    `smuggling: ${cases.length} shapes in ${ways.length} ways, ${refused} refused, the rest one request upstream`,
  )
}

async function playCase(t: Test, stage: Stage, each: SmugglingCase, way: (typeof ways)[number]): Promise<void> {
  stage.upstream.clear()
  const opened = stage.engine.opened
  const client = new RawClient(stage.port)
  if (way.piece === 0) client.send(each.request)
  else {
    for (let at = 0; at < each.request.length && !client.isClosed; at += way.piece) {
      client.send(each.request.slice(at, at + way.piece))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  if (each.isBare === true) await client.closed()
  const [response] = await client.take(1)
  const isRefused = each.upstream.length === 0 || (each.mayRefuse === true && response?.status === 400)
  const expectedBodies = isRefused ? [] : each.upstream
  if (isRefused) await client.closed()
  else await new Promise((resolve) => setTimeout(resolve, 10))
  const answers = client.responses()
  const problems: string[] = [...stage.upstream.violations]
  const isBare = each.isBare === true
  const expected = isBare ? 'a page alone' : isRefused ? 'status 4xx or 505' : 'status 200'
  const isExpected = isBare
    ? client.received.startsWith('<!doctype html>') && client.received.includes(stage.engine.last.id)
    : isRefused
      ? /^(4\d\d|505)$/.test(String(response?.status))
      : response?.status === 200
  if (!isExpected) problems.push(`${expected}, not ${response?.status}`)
  if (isRefused && !client.isClosed) problems.push('the connection was left open')
  if (answers.length !== (isBare ? 0 : 1)) problems.push(`${answers.length} answers`)
  if (stage.engine.opened - opened !== 1) problems.push(`${stage.engine.opened - opened} transactions`)
  const got = stage.upstream.requests
  if (got.some((request) => request.target.includes('smuggled'))) problems.push('the smuggled request arrived')
  if (JSON.stringify(got.map((request) => request.body)) !== JSON.stringify(expectedBodies)) {
    problems.push(`the upstream got ${JSON.stringify(got.map((request) => request.raw))}`)
  }
  if (isRefused && response?.body.includes('smuggled')) problems.push('the page repeats the request')
  client.destroy()
  t.strictSame(problems, [], `${way.name}: ${each.name}`)
}

// Hostile values for the patterns of CRS, and hostile requests at the default limits: the work grows as the value does,
// others have their turn in between, and no request takes more than a bounded amount. In bytes, not by a clock;
// `test/bench/worst-cases` and `hostile` measure the time of the same.
import { existsSync } from 'node:fs'
import { generateHostile } from '@secrule/regex/generate'
import { createEngine, MemoryStore, type Program } from 'secrule'
import t from 'tap'
import {
  crsAtLevel,
  type HostileRequest,
  hostileRequests,
  makeRequest,
  sendHostile,
} from '../bench/hostile-requests.js'
import { formWith, patternsOf, seeded, sendForm } from '../bench/worst-cases.js'
import { CountedWork } from './counted-work.js'

const isProof = process.env.SECRULE_PROOF === '1'
const skip = existsSync('../shared/crs/rules') ? false : 'no ../shared/crs beside the project'
const kilobyte = 1024
/** Bytes that are worked on at once, but for one long value, and some more for values that are short. */
const slice = 400 * kilobyte
/** From one length to the next the work may grow by so much more than the length. */
const spare = 1.3
/** Bytes that a request within the limits may have transformed and tested: about a second of CPU. */
const mostWork = 100_000_000
t.setTimeout(3_000_000)

const work = new CountedWork()
const engineOf = (program: Program) => createEngine(program, { giveWay: work.giveWay, store: new MemoryStore() })

t.test('hostile values of growing length', { skip }, async (t) => {
  const program = crsAtLevel(1)
  Object.assign(program.settings, { requestBodyNoFilesLimit: 13_107_200 })
  const engine = engineOf(program)
  const patterns = patternsOf(program).filter((_, place) => isProof || place % 40 === 7)
  const sizes = isProof ? [1, 16, 128, 1024] : [16, 128, 512]
  const wrong: string[] = []
  let [growth, atOnce, runs] = [0, 0, 0]
  for (const pattern of patterns) {
    const about = pattern.source.slice(0, 50)
    let before = 0
    for (const [place, size] of sizes.entries()) {
      // the first run comes to rules that nothing is known of so far
      for (let run = 0; run < 2; run++) {
        const body = formWith(`${generateHostile(pattern, size * kilobyte, seeded(1))}${run}`)
        work.begin()
        await sendForm(engine, body)
        work.end()
        runs++
        if (size * kilobyte >= 65_536) {
          atOnce = Math.max(atOnce, work.mostAtOnce)
          if (work.mostAtOnce > slice) wrong.push(`${size} KB: ${work.mostAtOnce} bytes at once: ${about}`)
        }
      }
      const factor = place === 0 ? 1 : size / sizes[place - 1]!
      if (place > 0) growth = Math.max(growth, work.total / before / factor)
      if (place > 0 && work.total > before * factor * spare)
        wrong.push(`${size} KB: ${work.total} after ${before}: ${about}`)
      before = work.total
    }
  }
  await engine.close()
  t.strictSame(wrong, [], `${patterns.length} patterns`)
  t.ok(patterns.length >= (isProof ? 290 : 7))
  t.comment(
    `${patterns.length} patterns, values of ${sizes.join(', ')} KB, ${runs} requests: the work grows at most ${growth.toFixed(2)} times as much as the length, at most ${atOnce} bytes at once beside one value`,
  )
})

t.test('hostile requests at the default limits', { skip }, async (t) => {
  const wrong: string[] = []
  let [most, count, atOnce] = [0, 0, 0]
  for (const level of isProof ? [1, 2, 3, 4] : [4]) {
    const engine = engineOf(crsAtLevel(level))
    for (const request of hostileRequests) {
      for (let run = 0; run < (isProof ? 3 : 1); run++) {
        work.begin()
        await sendHostile(engine, makeRequest(request, `n${run}`), work.giveWay)
        work.end()
        count++
        most = Math.max(most, work.total)
        atOnce = Math.max(atOnce, work.mostAtOnce)
        if (work.total > mostWork) wrong.push(`${request.name}: ${work.total} bytes`)
      }
    }
    await engine.close()
  }
  t.strictSame(wrong, [], `${count} requests`)
  t.comment(
    `${count} requests of ${hostileRequests.length} kinds: at most ${most} bytes of work each, ${atOnce} at once`,
  )
})

t.test('the same, whether or not others have their turn', { skip }, async (t) => {
  const program = crsAtLevel(4)
  let turns = 0
  const giveWay = async (): Promise<void> => void turns++
  const engines = [giveWay, null].map((each) => createEngine(program, { giveWay: each, store: new MemoryStore() }))
  const wrong: string[] = []
  const requests: HostileRequest[] = hostileRequests.filter((_, place) => isProof || place % 3 === 0)
  const long = patternsOf(program).filter((_, place) => isProof || place % 100 === 0)
  const bodies = long.map((pattern) =>
    `a=${encodeURIComponent(generateHostile(pattern, 40_000, seeded(2)))}`.slice(0, 131_000),
  )
  for (const [place, body] of bodies.entries()) {
    requests.push({
      ...hostileRequests[0]!,
      name: `a long value for ${long[place]!.source.slice(0, 50)}`,
      body: () => body,
    })
  }
  for (const request of requests) {
    const seen: string[] = []
    for (const engine of engines) {
      await sendHostile(engine, makeRequest(request, 'same'), giveWay, ({ matchedRules }) => {
        seen.push(
          JSON.stringify(matchedRules.map(({ id, message, data, matches }) => ({ id, message, data, matches }))),
        )
      })
    }
    if (seen[0] !== seen[1]) wrong.push(request.name)
  }
  t.strictSame(wrong, [], `${requests.length} requests match alike`)
  t.ok(turns > requests.length, `others had their turn ${turns} times`)
  const transaction = engines[1]!.newTransaction()
  transaction.processUri(`/?a=${'%27%20or%201=1'.repeat(20_000)}`, 'GET', '1.1')
  t.notOk(transaction.processRequestHeaders() instanceof Promise, 'without others all is done at once')
  t.notOk(transaction.processRequestBody() instanceof Promise)
  t.ok(transaction.matchedRules.length > 10)
  transaction.close()
  for (const engine of engines) await engine.close()
  t.comment(
    `${requests.length} requests match alike whether or not others have their turn, which they had ${turns} times`,
  )
})

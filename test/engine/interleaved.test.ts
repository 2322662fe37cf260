import { compile, createEngine, type Engine } from 'secrule'
import t from 'tap'

// Transactions of an engine share what is known of values, and forget those that came once. So many of them run at once here, each
// begun and ended at any time, and must find what they find alone.

const requests = process.env.SECRULE_PROOF === '1' ? 30_000 : 3000
const atOnce = 12

const text = `SecRuleEngine DetectionOnly
SecRequestBodyAccess On
SecRule ARGS|REQUEST_HEADERS "@rx a(b*)c" "id:1,phase:1,pass,log,capture,t:lowercase,t:urlDecodeUni,msg:'%{tx.0} %{tx.1}'"
SecRule ARGS|!ARGS:x "@contains ab" "id:2,phase:2,pass,log,t:removeWhitespace,t:lowercase,logdata:'%{MATCHED_VAR}'"
SecRule ARGS:x|REQUEST_HEADERS:a "@rx ^[^ ]*c" "id:3,phase:2,pass,log,t:lowercase,t:trim,logdata:'%{MATCHED_VAR}'"
SecRule ARGS "@rx b.b" "id:4,phase:2,pass,log,multiMatch,t:urlDecodeUni,t:hexDecode,t:lowercase,logdata:'%{MATCHED_VAR}'"
SecRule ARGS|ARGS_NAMES|REQUEST_URI "!@rx ^[a-c%0-9/?&=x]*$" "id:5,phase:2,pass,log,t:lowercase,logdata:'%{MATCHED_VAR}'"
SecRule REQUEST_HEADERS "@beginsWith a" "id:6,phase:2,pass,log,t:base64Encode,t:base64Decode,t:lowercase,chain"
SecRule ARGS "@contains c" "t:urlDecodeUni,t:lowercase,logdata:'%{MATCHED_VAR}'"
SecRule REQUEST_BODY|ARGS_POST "@rx c.*a" "id:7,phase:3,pass,log,t:urlDecodeUni,t:removeWhitespace,logdata:'%{MATCHED_VAR}'"
SecRule &ARGS|&REQUEST_HEADERS:a "@gt 1" "id:8,phase:1,pass,log,logdata:'%{MATCHED_VAR}'"`

const program = compile({ text })

interface Message {
  readonly query: string
  readonly header: string
  readonly body: string
}

/** What a transaction does, one step a call; true when it has ended, with what it found. */
type Steps = AsyncGenerator<null, string>

async function* steps(engine: Engine, { query, header, body }: Message): Steps {
  const transaction = engine.newTransaction()
  transaction.processConnection('198.51.100.7', 1, '192.0.2.1', 80)
  transaction.processUri(`/?${query}`, 'POST', '1.1')
  transaction.addRequestHeader('a', header)
  transaction.addRequestHeader('Content-Type', 'application/x-www-form-urlencoded')
  yield null
  await transaction.processRequestHeaders()
  yield null
  await transaction.writeRequestBody(new TextEncoder().encode(body))
  await transaction.processRequestBody()
  yield null
  await transaction.processResponseHeaders(200, '1.1')
  yield null
  await transaction.processLogging()
  const found = JSON.stringify(transaction.explain().rules)
  transaction.close()
  return found
}

async function alone(engine: Engine, message: Message): Promise<string> {
  const running = steps(engine, message)
  for (;;) {
    const { done, value } = await running.next()
    if (done === true) return value
  }
}

t.test('transactions that run at once find what each finds alone', async (t) => {
  let seed = 11
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const pieces = ['a', 'b', 'c', 'A', 'B', 'C', '%61', '%62', '+', '61', '6262']
  const word = (): string => Array.from({ length: 1 + random(5) }, () => pieces[random(pieces.length)]!).join('')
  const familiar = Array.from({ length: 40 }, word)
  // some values come again and again, some come once, most of these in two transactions at once
  let last = word()
  const value = (): string => {
    const kind = random(4)
    if (kind < 2) return familiar[random(familiar.length)]!
    if (kind === 2) last = word() + word() + random(1e6).toString(3)
    return last
  }
  const form = (): string =>
    Array.from({ length: random(5) }, () => `${['x', 'y', 'a', word()][random(4)]!}=${value()}`).join('&')
  const shared = createEngine(program, { limits: { knownValues: 600 } })
  const forgetful = createEngine(program, { limits: { knownValues: 0 } })
  const running: { readonly message: Message; readonly steps: Steps }[] = []
  let begun = 0
  let ended = 0
  let matched = 0
  const different: string[] = []
  while (ended < requests) {
    if (begun < requests && (running.length === 0 || (running.length < atOnce && random(3) === 0))) {
      const message = { query: form(), header: value(), body: form() }
      running.push({ message, steps: steps(shared, message) })
      begun++
      continue
    }
    // the first ones stay longest
    const place = Math.max(random(running.length), random(running.length))
    const { done, value: found } = await running[place]!.steps.next()
    if (done !== true) continue
    const { message } = running.splice(place, 1)[0]!
    ended++
    matched += JSON.parse(found).length
    const wanted = await alone(forgetful, message)
    if (found !== wanted) different.push(`${JSON.stringify(message)}\n${found}\n${wanted}`)
  }
  t.same(different.slice(0, 3), [])
  t.ok(matched > requests, 'rules match')
  t.comment(`${ended} transactions, up to ${atOnce} at once, ${matched} matches`)
  await shared.close()
  await forgetful.close()
})

/** All orders in which that many transactions can take that many steps each, as the transaction whose turn it is. */
function* orders(left: readonly number[]): Generator<readonly number[]> {
  if (left.every((steps) => steps === 0)) yield []
  for (const [next, steps] of left.entries()) {
    if (steps === 0) continue
    for (const rest of orders(left.map((each, place) => (place === next ? each - 1 : each)))) yield [next, ...rest]
  }
}

/** A transaction of three steps: phase 1, phase 2, its end; what the rules logged. */
async function* threeSteps(engine: Engine, query: string): Steps {
  const transaction = engine.newTransaction()
  transaction.processUri(`/?${query}`, 'GET', '1.1')
  await transaction.processRequestHeaders()
  yield null
  await transaction.processRequestBody()
  yield null
  await transaction.processLogging()
  const found = transaction.matchedRules.map(({ id, data }) => `${id} ${data}`).join()
  transaction.close()
  return found
}

t.test('what a chain makes of a text is there as long as the text', async (t) => {
  // The second text leads to the first one, which another transaction had before. Were that one forgotten with its
  // transaction, the third transaction would find the second text, and that it led to a number which stands for nothing.
  const rules = `SecRuleEngine DetectionOnly
SecRule ARGS "@rx ^q" "id:1,phase:1,pass,log"
SecRule ARGS "@contains secret" "id:2,phase:2,pass,log,t:lowercase,logdata:'%{MATCHED_VAR}'"`
  const engine = createEngine(compile({ text: rules }))
  const different: string[] = []
  let count = 0
  for (const order of orders([3, 3, 3])) {
    count++
    const running = ['secret', 'SECRET', 'SECRET'].map((word) => threeSteps(engine, `a=${word}${count}`))
    for (const place of order) {
      const { done, value } = await running[place]!.next()
      if (done === true && value !== `2 secret${count}`) different.push(`${order.join(' ')}: ${place} found ${value}`)
    }
  }
  t.same(different.slice(0, 3), [], `${different.length} of ${count * 3}`)
  t.equal(count, 1680)
  t.comment(`${count} orders of the steps of three transactions`)
  await engine.close()
})

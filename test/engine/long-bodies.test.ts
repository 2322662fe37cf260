import { compile, createEngine, type Engine } from 'secrule'
import t from 'tap'

// Long bodies are read in turns. What is found in them is what is found when they are read at once.

const program = compile({
  text: `SecRuleEngine DetectionOnly
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/xml application/json
SecRequestBodyJsonDepthLimit 20
SecArgumentsLimit 5000
SecRule REQUEST_HEADERS:Content-Type "@contains xml" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"
SecRule REQUEST_HEADERS:Content-Type "@contains json" "id:2,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRule RESPONSE_HEADERS:Content-Type "@contains xml" "id:3,phase:3,pass,nolog,ctl:responseBodyProcessor=XML"
SecRule RESPONSE_HEADERS:Content-Type "@contains json" "id:4,phase:3,pass,nolog,ctl:responseBodyProcessor=JSON"
SecRule XML:/*|XML://@*|ARGS "@rx needle(\\d+)" "id:5,phase:2,pass,log,capture,logdata:'%{tx.1} %{MATCHED_VAR_NAME}'"
SecRule REQBODY_ERROR "@eq 1" "id:6,phase:2,pass,log,logdata:'%{REQBODY_ERROR_MSG}'"
SecRule RESPONSE_XML:/*|RESPONSE_XML://@*|RESPONSE_ARGS "@rx needle(\\d+)" "id:7,phase:4,pass,log,capture,logdata:'%{tx.1} %{MATCHED_VAR_NAME}'"
SecRule &ARGS "@ge 0" "id:8,phase:2,pass,log,logdata:'%{MATCHED_VAR}'"
SecRule RES_BODY_ERROR "@eq 1" "id:9,phase:4,pass,log,logdata:'%{RES_BODY_ERROR_MSG}'"`,
})

const elements = (count: number): string =>
  Array.from({ length: count }, (_, i) => `<a b="x${i}">${i % 500 === 7 ? `needle${i}` : 'hay'}</a>`).join('')
const members = (count: number): string =>
  Array.from(
    { length: count },
    (_, i) => `{"k${i}":"${i % 300 === 7 ? `needle${i}` : 'hay \\u00e9'.repeat(5)}"}`,
  ).join()
const [xml, json] = ['text/xml', 'application/json']

const bodies: readonly (readonly [name: string, type: string, body: string])[] = [
  ['XML', xml, `<?xml version="1.0"?><r>${elements(4000)}</r>`],
  ['XML with an attribute', xml, `<r>${elements(2000)}<z y="needle1"/></r>`],
  ['XML that is broken at its end', xml, `<r>${elements(3000)}</q>`],
  ['XML that is broken in the middle', xml, `<r>${elements(1500)}<${elements(1500)}</r>`],
  [
    'XML with entities',
    xml,
    `<!DOCTYPE r [<!ENTITY e "${'<b>needle2</b>'.repeat(9)}">]><r>${'&e;'.repeat(300)}${elements(2500)}</r>`,
  ],
  ['XML with too many entities', xml, `<!DOCTYPE r [<!ENTITY e "${'y'.repeat(900)}">]><r>${'&e;'.repeat(12_000)}</r>`],
  ['XML that is no XML', xml, 'x'.repeat(70_000)],
  ['JSON', json, `[${members(2500)}]`],
  ['JSON that is broken at its end', json, `[${members(2500)}`],
  ['JSON that is broken in the middle', json, `[${members(700)},}${members(900)}]`],
  ['JSON with too many values', json, `[${'1,'.repeat(20_000)}"needle3"]`],
  ['JSON that is nested too deep', json, `[${members(1500)},${'['.repeat(30)}${members(20)}]`],
  ['JSON longer than it may be', json, `[${members(4000)}]`],
  ['XML longer than it may be', xml, `<r>${elements(8000)}</r>`],
]

async function found(engine: Engine, side: 'request' | 'response', type: string, body: string): Promise<string> {
  const transaction = engine.newTransaction()
  const bytes = new TextEncoder().encode(body)
  const pieces = Array.from({ length: Math.ceil(bytes.length / 50_000) }, (_, i) =>
    bytes.subarray(i * 50_000, (i + 1) * 50_000),
  )
  transaction.processUri('/', 'POST', '1.1')
  if (side === 'request') transaction.addRequestHeader('Content-Type', type)
  await transaction.processRequestHeaders()
  if (side === 'request') for (const piece of pieces) await transaction.writeRequestBody(piece)
  await transaction.processRequestBody()
  if (side === 'response') transaction.addResponseHeader('Content-Type', type)
  await transaction.processResponseHeaders(200, '1.1')
  if (side === 'response') for (const piece of pieces) await transaction.writeResponseBody(piece)
  await transaction.processResponseBody()
  await transaction.processLogging()
  const matches = transaction.matchedRules.map(({ id, data, matches }) => ({ id, data, matches }))
  transaction.close()
  return JSON.stringify(matches)
}

t.test('long XML and JSON, read in turns or at once', async (t) => {
  let turns = 0
  const inTurns = createEngine(program, {
    giveWay: async () => {
      turns++
    },
  })
  const atOnce = createEngine(program, { giveWay: null })
  const told: string[] = []
  for (const side of ['request', 'response'] as const) {
    for (const [name, type, body] of bodies) {
      const before = turns
      const wanted = await found(atOnce, side, type, body)
      t.equal(await found(inTurns, side, type, body), wanted, `${name} as a ${side} of ${body.length} bytes`)
      t.ok(body.length > 36_000 && turns > before, 'others had their turn')
      if (/needle|error/.test(wanted)) told.push(`${side} ${name}`)
    }
  }
  t.ok(told.length > bodies.length, `rules tell of ${told.length}`)
  t.comment(`${bodies.length * 2} bodies, ${turns} turns, ${told.length} with matches or errors`)
  await inTurns.close()
  await atOnce.close()
})

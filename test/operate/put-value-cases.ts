import { compile, createEngine } from 'secrule'
import type { HttpRequest } from '../../packages/cli/src/exchange/exchange.js'
import { putValue, runExchange } from './command-modules.js'

const rules = `SecRuleEngine On
SecRequestBodyAccess On
SecRule REQUEST_HEADERS:Content-Type "json" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRule REQUEST_HEADERS:Content-Type "xml" "id:2,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"
SecRule XML:/* "@unconditionalMatch" "id:3,phase:2,pass,nolog,setvar:'tx.xml=%{MATCHED_VAR}'"
`
const multipart =
  '--b\r\nContent-Disposition: form-data; name="one"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name="two"\r\nContent-Type: text/plain\r\n\r\n2\r\n--b--\r\n'

/** Requests with the variable that a value is put into. */
const places: readonly {
  readonly variable: string
  readonly target?: string
  readonly type?: string
  readonly body?: string
}[] = [
  { variable: 'ARGS:two', target: '/x?one=1&two=2&three' },
  { variable: 'ARGS_GET:a b', target: '/x?a%20b=2' },
  { variable: 'ARGS:two', type: 'application/x-www-form-urlencoded', body: 'one=1&two=2' },
  { variable: 'ARGS_POST:two', type: 'multipart/form-data; boundary=b', body: multipart },
  { variable: 'ARGS:json.a.array_1.b', type: 'application/json', body: '{"a":[1,{"b":"x","c":"put-here"}],"d":true}' },
  { variable: 'ARGS:json.n', type: 'application/json', body: '{"n":5}' },
  { variable: 'REQUEST_COOKIES:sid' },
  { variable: 'REQUEST_HEADERS:X-A' },
  { variable: 'XML:/*', type: 'text/xml', body: '<a><b> </b><c>x</c></a>' },
]
const values = [
  "' or 1=1 -- ",
  '<script>alert("x")</script>',
  'a&b=c;d%27+e',
  '{"$ne":1}',
  '\xc3\xa4\xe2\x82\xac',
  'a\\b/c',
]

/** Puts each value everywhere and asks the engine what it sees there. */
export async function putFaults(): Promise<{ faults: string[]; count: number }> {
  const engine = createEngine(compile({ text: rules }))
  const faults: string[] = []
  let count = 0
  for (const { variable, target = '/x', type, body = '' } of places) {
    const request: HttpRequest = {
      method: body === '' ? 'GET' : 'POST',
      target,
      version: '1.1',
      headers: [
        ['Cookie', 'a=1; sid=2'],
        ['X-A', '1'],
        ...(type === undefined ? [] : ([['Content-Type', type]] as const)),
        ['Content-Length', `${body.length}`],
      ],
      body,
    }
    for (const value of values) {
      const put = putValue(request, variable, value)
      if (put === null) {
        faults.push(`${variable}: not put`)
        continue
      }
      count++
      const colon = variable.indexOf(':')
      const [name, key] = [variable.slice(0, colon), variable.slice(colon + 1)]
      const seen = await runExchange(engine, { request: put, response: null }, (transaction) =>
        name === 'XML'
          ? transaction.variable('TX').flatMap(({ key, value }) => (key === 'xml' ? [value.trim()] : []))
          : transaction
              .variable(name)
              .flatMap((each) => (each.key.toLowerCase() === key.toLowerCase() ? [each.value] : [])),
      )
      const wanted = name === 'REQUEST_COOKIES' ? encodeURIComponent(value) : value
      const isThere = seen.some((each) => each === value.trim() || each === wanted || decode(each) === value)
      if (!isThere) faults.push(`${variable}: ${JSON.stringify(value)} came as ${JSON.stringify(seen)}`)
      const length = put.headers.find(([each]) => each === 'Content-Length')?.[1]
      if (length !== `${put.body.length}`) faults.push(`${variable}: the length is wrong`)
    }
  }
  for (const variable of [
    'ARGS_NAMES:two',
    'TX:a',
    '&ARGS',
    'ARGS:none',
    'REQUEST_HEADERS:None',
    'REQUEST_COOKIES:x',
  ]) {
    const put = putValue({ method: 'GET', target: '/?two=2', version: '1.1', headers: [], body: '' }, variable, 'x')
    if (put !== null) faults.push(`${variable}: put where nothing can be`)
  }
  await engine.close()
  return { faults, count }
}

function decode(text: string): string {
  return text.replace(/%([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

import {
  formatCorazaJson,
  formatJson,
  formatLegacyJson,
  formatLogEvent,
  formatNative,
  formatOcsf,
  guardianLine,
  indexLine,
} from '@secrule/audit'
import { syslogMessage } from '@secrule/audit/node'
import fc from 'fast-check'
import type { EngineOptions } from 'secrule'
import { everything, type LoggedCase, type LogRequest, logged } from './log-case.js'

/** Everything that leaves the engine in one text a sink. Parameters of rules are no secrets: cases keep them apart. */
export function sinkTexts({ record, lines, events, debug, errors }: LoggedCase): ReadonlyMap<string, string> {
  const texts = new Map<string, string>([
    ['error log', lines.join('\n')],
    ['error log as JSON', events.map(formatLogEvent).join('\n')],
    ['debug log', debug.join('\n')],
    ['errors', errors.join('\n')],
  ])
  if (record === null) return texts
  const file = { name: '/x', size: 1, md5: '' }
  texts.set('record', JSON.stringify(record))
  for (const style of ['modsecurity2', 'modsecurity3', 'coraza'] as const)
    texts.set(`native ${style}`, formatNative(record, { style }))
  texts.set('JSON', formatJson(record))
  texts.set('JSON of Coraza', formatCorazaJson(record))
  texts.set('JSON of ModSecurity 2', formatLegacyJson(record))
  texts.set('OCSF', formatOcsf(record))
  texts.set('index', indexLine(record, file))
  texts.set('guardian', guardianLine(record))
  texts.set('syslog', syslogMessage(record))
  return texts
}

interface MaskingCase {
  readonly name: string
  readonly rules: string
  readonly request: LogRequest
  /** Found nowhere in any sink. */
  readonly secret: RegExp
  /** Found in the native form. */
  readonly shown: readonly string[]
  readonly options?: EngineOptions
}

const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const
const json = ['Content-Type', 'application/json'] as const
/** A rule that puts what it finds into every text of the log. */
const tells = (id: number, targets: string, operator: string, extra = ''): string =>
  `SecRule ${targets} "${operator}" "id:${id},phase:2,pass,log,auditlog,capture${extra},msg:'m %{MATCHED_VAR}',logdata:'d %{TX.0} %{TX.1} %{MATCHED_VAR}',tag:'t/%{MATCHED_VAR}'"\n`
const multipart = (fields: readonly (readonly [string, string])[]): string =>
  `${fields.map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--b--\r\n`

export const maskingCases: readonly MaskingCase[] = [
  {
    name: 'an argument, masked in phase 5 after rules told of it',
    rules: `${tells(1, 'ARGS|ARGS_GET|ARGS_POST|QUERY_STRING|REQUEST_URI|REQUEST_URI_RAW|REQUEST_LINE|REQUEST_BODY|FULL_REQUEST', '@rx (...)ret')}SecAction "id:2,phase:5,pass,nolog,sanitiseArg:Password"\n`,
    request: {
      uri: '/?password=s3cret-one&user=joe&PASSWORD=s3%63ret+two',
      headers: [form, ['Referer', 'http://h/?password=s3cret-one&x=y']],
      body: 'user=joe&password=s3cret-three&x=y',
    },
    secret: /s3cret-|s3%63ret|s3cret two|s3cret\+two/,
    shown: [
      'POST /?password=**********&user=joe&PASSWORD=************ HTTP/1.1',
      'user=joe&password=************&x=y',
      'Referer: http://h/?password=**********&x=y',
      'Sanitised-Args: "password", "PASSWORD".',
    ],
  },
  {
    name: 'what transformations made of it',
    rules: `${tells(1, 'ARGS', '@rx (h..T)', ',t:none,t:base64Decode')}${tells(2, 'ARGS', '@rx (6.6.)', ',t:none,t:base64Decode,t:hexEncode')}SecAction "id:3,phase:5,pass,nolog,sanitiseArg:key"\n`,
    request: { uri: `/?key=${encodeURIComponent(btoa('hunTer22'))}` },
    secret: /hunTer22|68756e|aHVuVGVy/i,
    shown: ['/?key='],
  },
  {
    name: 'JSON: by its name at any depth, escapes and numbers too',
    rules: `${tells(1, 'ARGS|REQUEST_BODY', '@rx (ossip)')}SecAction "id:2,phase:2,pass,nolog,sanitiseArg:secret"\n`,
    request: {
      headers: [json],
      body: '{"a":{"secret":"g\\u006fssip1"},"secret":[{"b":"gossip2"},12345678],"open":"plain"}',
    },
    secret: /gossip|\\u006fssip1|12345678/,
    shown: ['"open":"plain"', '{"a":{"secret":"************"}'],
  },
  {
    name: 'JSON that breaks off',
    rules: `SecAction "id:2,phase:2,pass,nolog,sanitiseArg:secret"\n`,
    request: { headers: [json], body: '{"x":1,"secret":"gossip1","secret":gossip2}' },
    secret: /gossip/,
    shown: ['{"x":1,'],
  },
  {
    name: 'multipart fields, in the rebuilt body too',
    rules: `${tells(1, 'ARGS|REQUEST_BODY', '@rx (ossip)')}SecAction "id:2,phase:5,pass,nolog,sanitiseArg:secret"\n`,
    request: {
      headers: [['Content-Type', 'multipart/form-data; boundary=b']],
      body: multipart([
        ['open', 'plain'],
        ['secret', 'gossip & more'],
      ]),
    },
    secret: /gossip/,
    shown: ['open=plain&secret=*************'],
  },
  {
    name: 'sanitiseMatched: arguments, headers, cookies',
    rules: [
      `SecRule ARGS_NAMES "@contains pin" "id:1,phase:2,pass,log,logdata:'%{ARGS.pin}',sanitiseMatched"`,
      `SecRule REQUEST_HEADERS|RESPONSE_HEADERS|REQUEST_COOKIES "@rx (tok)-" "id:2,phase:3,pass,log,capture,msg:'%{TX.0}',logdata:'%{MATCHED_VAR}',sanitiseMatched"`,
      '',
    ].join('\n'),
    request: {
      uri: '/?pin=98761234&x=y',
      headers: [
        ['X-Token', 'tok-header'],
        ['Cookie', 'a=b; id=tok-cookie; c=d'],
      ],
      responseHeaders: [
        ['Content-Type', 'text/html'],
        ['X-Reply', 'tok-reply'],
      ],
    },
    secret: /98761234|tok-(?:header|cookie|reply)/,
    shown: ['/?pin=********&x=y', 'X-Token: **********', 'X-Reply: *********'],
  },
  {
    name: 'sanitiseRequestHeader and sanitiseResponseHeader: named in phase 5, told of before',
    rules: `${tells(1, 'REQUEST_HEADERS|REQUEST_HEADERS_NAMES', '@rx (reque.t|X-Key)')}SecRule RESPONSE_HEADERS "@rx (re.ly)" "id:2,phase:3,pass,log,capture,t:none,t:lowercase,msg:'%{TX.0}',logdata:'%{MATCHED_VAR} %{RESPONSE_HEADERS.x-reply}'"\nSecAction "id:3,phase:5,pass,nolog,sanitiseRequestHeader:x-key,sanitiseResponseHeader:X-Reply"\n`,
    request: {
      headers: [['X-Key', 'key-request-77']],
      responseHeaders: [
        ['Content-Type', 'text/html'],
        ['X-Reply', 'Reply-77'],
      ],
    },
    secret: /request-77|reply-77/i,
    shown: ['X-Key: **************', 'X-Reply: ********'],
  },
  {
    name: 'sanitiseMatched in a JSON body',
    rules: `SecRule ARGS "@rx (?i)(goss)ip" "id:1,phase:2,pass,log,capture,t:none,t:lowercase,msg:'%{TX.0}',logdata:'%{MATCHED_VAR}',sanitiseMatched"\n`,
    request: { headers: [json], body: '{"open":1,"deep":[{"word":"GOSS\\u0069p here"}]}' },
    secret: /goss(?!\)ip)|GOSS/,
    shown: ['{"open":1,"deep":[{"word":"***'],
  },
  {
    name: 'sanitiseMatchedBytes in a JSON body',
    rules: `SecRule ARGS "@verifyCC \\d{13,16}" "id:1,phase:2,pass,log,capture,logdata:'%{TX.0} of %{MATCHED_VAR}',sanitiseMatchedBytes:0/4"\n`,
    request: { headers: [json], body: '{"card":"is 4111111111111111 x","n":2}' },
    secret: /41111111/,
    shown: ['1111 x","n":2}'],
  },
  {
    name: 'sanitiseMatchedBytes: the first and last bytes stay',
    rules: `SecRule ARGS|REQUEST_BODY "@verifyCC \\d{13,16}" "id:1,phase:2,pass,log,capture,msg:'%{TX.0}',logdata:'%{MATCHED_VAR}',sanitiseMatchedBytes:2/4"\n`,
    request: { uri: '/?card=4111111111111111+x', headers: [form], body: 'a=b&n=my+%34111111111111111&c=d' },
    secret: /41111111|%34111111/,
    shown: ['/?card=41**********1111+x', 'a=b&n=my+%341**********1111&c=d'],
  },
  {
    name: 'sanitiseMatchedBytes after transformations',
    rules: `SecRule ARGS "@rx \\d{6}" "id:1,phase:2,pass,log,capture,logdata:'%{TX.0} in %{MATCHED_VAR}',t:none,t:base64Decode,sanitiseMatchedBytes"\n`,
    request: { uri: `/?code=${btoa('code 123456')}` },
    secret: /123456|Y29kZSAxMjM0NTY/,
    shown: ['/?code='],
  },
  {
    name: 'a card number in the response',
    rules: `SecRule RESPONSE_BODY "@verifyCC \\d{13,16}" "id:1,phase:4,pass,log,capture,logdata:'%{TX.0}',sanitiseMatchedBytes:0/4"\n`,
    request: { responseBody: 'your card is 4111111111111111, thank you' },
    secret: /41111111/,
    shown: ['your card is ************1111, thank you'],
  },
  {
    name: 'maskCredentials: headers and cookies everywhere',
    rules: [
      tells(1, 'REQUEST_HEADERS|REQUEST_COOKIES|FULL_REQUEST', '@rx (sesame|tok-|am9l)'),
      `SecRule REQUEST_HEADERS:Authorization "@rx (sesame)" "id:2,phase:2,pass,log,capture,t:none,t:urlDecode,setvar:'tx.kept=%{MATCHED_VAR}',setsid:'%{REQUEST_COOKIES.id}'"\n`,
      `SecAction "id:3,phase:3,pass,log,msg:'kept %{tx.kept} %{request_cookies.id}',logdata:'%{request_headers.authorization}'"\n`,
    ].join(''),
    request: {
      headers: [
        ['Authorization', `Basic ${btoa('joe:open-sesame')}`],
        ['Proxy-Authorization', 'Bearer open-sesame'],
        ['Cookie', 'id=tok-cookie; x=tok-other'],
      ],
      responseHeaders: [
        ['Content-Type', 'text/html'],
        ['Set-Cookie', 'id=tok-cookie; Path=/'],
      ],
    },
    secret: /sesame(?![|)])|tok-[co]|am9lOm/,
    shown: ['Cookie: **************************', 'Sanitised-Response-Headers: "Set-Cookie".'],
    options: { maskCredentials: true },
  },
  {
    name: 'bodies that nothing parsed: JSON of an unknown type',
    rules: `${tells(1, 'REQUEST_BODY', '@rx (x)')}SecAction "id:2,phase:5,pass,nolog,sanitiseArg:password"\n`,
    request: {
      headers: [['Content-Type', 'application/vnd.site+json']],
      body: ' {"user":{"password":"gossip77"},"open":"plain"}',
    },
    secret: /gossip77/,
    shown: ['"open":"plain"', '{"user":{"password":"********"}'],
  },
  {
    name: 'bodies that nothing parsed: a form without a type',
    rules: `SecAction "id:2,phase:5,pass,nolog,sanitiseArg:password"\n`,
    request: { headers: [['Content-Type', 'text/plain']], body: 'open=plain&password=gossip%37%37' },
    secret: /gossip/,
    shown: ['open=plain&password=************'],
  },
  {
    name: 'sanitiseMatched of what is no argument, header or cookie: XML, a file name',
    rules: [
      `SecRule REQUEST_HEADERS:Content-Type "^text/xml" "id:3,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"`,
      `SecRule XML:/*|FILES "@rx (goss)ip" "id:1,phase:2,pass,log,capture,msg:'%{TX.0}',logdata:'%{MATCHED_VAR}',sanitiseMatched"`,
      '',
    ].join('\n'),
    request: { headers: [['Content-Type', 'text/xml']], body: '<a><b>gossip77</b><c>open</c></a>' },
    secret: /goss(?!\)ip)/,
    shown: ['*********************************'],
  },
  {
    name: 'sanitiseMatched of a file name',
    rules: `SecRule FILES "@rx (goss)ip" "id:1,phase:2,pass,log,capture,msg:'%{TX.0}',logdata:'%{MATCHED_VAR}',sanitiseMatched"\n`,
    request: {
      headers: [['Content-Type', 'multipart/form-data; boundary=b']],
      body: '--b\r\nContent-Disposition: form-data; name="f"; filename="gossip77.txt"\r\n\r\nopen\r\n--b--\r\n',
    },
    secret: /goss(?!\)ip)/,
    shown: ['filename="************"', 'open'],
  },
  {
    name: 'the response repeats what is masked in the request',
    rules: `SecAction "id:2,phase:5,pass,nolog,sanitiseArg:password"\n`,
    request: {
      uri: '/?password=gossip%2077&user=joe',
      headers: [['Cookie', 'sid=gossip-cookie; lang=html']],
      responseHeaders: [
        ['Content-Type', 'text/html'],
        ['Location', '/again?password=gossip+77'],
        ['X-Echo', 'gossip-cookie'],
      ],
      responseBody: '<html>hello joe, gossip 77 is no password, gossip-cookie no session</html>',
    },
    secret: /gossip/,
    shown: ['<html>hello joe, ********* is no password, ************* no session</html>'],
    options: { maskCredentials: true },
  },
  {
    name: 'a redirection and the parameter of an operator',
    rules: `SecRule ARGS:again "!@streq %{ARGS.token}" "id:1,phase:2,redirect:'https://h/?t=%{ARGS.token}',log"\nSecAction "id:2,phase:5,pass,nolog,sanitiseArg:token"\n`,
    request: { uri: '/?token=gossip77&again=x' },
    secret: /gossip77/,
    shown: ['/?token=********&again=x'],
  },
]

/** What any sink shows of a secret, and what the native form fails to show. */
export async function maskingFaults({ rules, request, secret, shown, options }: MaskingCase): Promise<string[]> {
  const log = await logged(`${everything}SecDebugLogLevel 9\n${rules}`, request, options ?? {})
  const texts = sinkTexts(log)
  const leaks = [...texts].flatMap(([sink, text]) => {
    const found = secret.exec(text)
    return found === null ? [] : [`${sink} shows ${text.slice(Math.max(0, found.index - 60), found.index + 30)}`]
  })
  const native = texts.get('native modsecurity2') ?? ''
  return [
    ...leaks,
    ...shown.filter((text) => !native.includes(text)).map((text) => `the native form lacks ${text}:\n${native}`),
  ]
}

/** A secret of letters in any place, raw or encoded, with any neighbours: no sink shows it. */
export async function randomMaskingFaults(
  runs: number,
): Promise<{ readonly count: number; readonly faults: string[] }> {
  const faults: string[] = []
  let count = 0
  const secrets = fc.stringMatching(/^[A-Z]{2}[a-z0-9]{6,12}$/)
  const noise = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), fc.stringMatching(/^[a-z%+.]{0,6}$/)), {
    maxLength: 4,
  })
  const rules = `${everything}SecDebugLogLevel 9
${tells(1, 'ARGS|REQUEST_HEADERS|REQUEST_COOKIES|QUERY_STRING|REQUEST_BODY|REQUEST_LINE', '@rx [A-Z]([A-Z]\\w+)')}${tells(2, 'ARGS|REQUEST_HEADERS|REQUEST_COOKIES|QUERY_STRING|REQUEST_BODY', '@rx (\\w{8})', ',t:none,t:urlDecodeUni,t:lowercase')}SecAction "id:3,phase:5,pass,nolog,sanitiseArg:top,sanitiseRequestHeader:X-Top,sanitiseRequestHeader:Cookie"
`
  await fc.assert(
    fc.asyncProperty(
      secrets,
      noise,
      fc.constantFrom('query', 'form', 'json', 'multipart', 'header', 'cookie'),
      async (secret, others, place) => {
        const hex = [...secret].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')
        const pairs = others.map(([name, value]) => `${name}=${value}`)
        const requests: Readonly<Record<string, LogRequest>> = {
          query: { uri: `/?${[...pairs, `top=${secret}`, ...pairs, `TOP=${hex}`].join('&')}` },
          form: { headers: [form], body: [...pairs, `t%6fp=${hex}`, `top=${secret}`].join('&') },
          json: {
            headers: [json],
            body: JSON.stringify({ ...Object.fromEntries(others), top: [secret, { x: secret }] }),
          },
          multipart: {
            headers: [['Content-Type', 'multipart/form-data; boundary=b']],
            body: multipart([...others, ['top', secret]]),
          },
          header: { headers: [['X-Top', secret]] },
          cookie: { headers: [['Cookie', `a=b; ${pairs.join(';')}; top=${secret}`]] },
        }
        const log = await logged(rules, requests[place]!)
        count++
        for (const [sink, text] of sinkTexts(log)) {
          if (text.toLowerCase().includes(secret.toLowerCase()) || text.includes(hex)) {
            faults.push(
              `${sink} shows ${secret} of ${place}: ${text.slice(Math.max(0, text.toLowerCase().indexOf(secret.toLowerCase()) - 80)).slice(0, 160)}`,
            )
          }
        }
      },
    ),
    { numRuns: runs, seed: 20_261_122 },
  )
  return { count, faults }
}

import { formatNative } from '@secrule/audit'
import fc from 'fast-check'
import { everything, type LogRequest, logged } from './log-case.js'

interface LineCase {
  readonly name: string
  readonly rules: string
  readonly request?: LogRequest
  readonly dialect?: 'secrule' | 'modsecurity3' | 'modsecurity2'
  readonly line: string | null
}

const tail = '[hostname "198.51.100.1"] [uri "/p"] [unique_id "transaction-1"]'
const fields = (id: number, line: number, message = '', data = ''): string =>
  `[file "rules.conf"] [line "${line}"] [id "${id}"] [rev ""] [msg "${message}"] [data "${data}"] [severity "0"] [ver ""] [maturity "0"] [accuracy "0"]`
const on = 'SecRuleEngine On\nSecRequestBodyAccess On\n'

/** Lines of the error log, byte for byte. */
export const lineCases: readonly LineCase[] = [
  {
    name: 'every field in its order',
    rules: `${on}SecRule ARGS "@rx b(.)" "id:7,phase:2,deny,status:406,capture,t:none,t:lowercase,t:trim,rev:'r\\"1',msg:'M %{ARGS.a}',logdata:'D %{TX.1}',severity:ERROR,ver:'v/1',maturity:8,accuracy:9,tag:'one',tag:'two'"`,
    request: { uri: '/p?a=aB%22c' },
    line: `[client 192.0.2.7] ModSecurity: Access denied with code 406 (phase 2). Matched "Operator \`Rx' with parameter \`b(.)' against variable \`ARGS:a' (Value: \`aB\\x22c' ) [file "rules.conf"] [line "3"] [id "7"] [rev "r\\x221"] [msg "M aB\\x22c"] [data "D \\x22"] [severity "3"] [ver "v/1"] [maturity "8"] [accuracy "9"] [tag "one"] [tag "two"] ${tail} [ref "o1,2o2,1v9,4t:lowercase,t:trim"]`,
  },
  {
    name: 'a negated operator',
    rules: `${on}SecRule REQUEST_METHOD "!@within POST PUT" "id:8,phase:1,pass,log"`,
    request: { uri: '/p' },
    line: `[client 192.0.2.7] ModSecurity: Warning. Matched "Operator \`Within' with parameter \`POST PUT' against variable \`REQUEST_METHOD' (Value: \`GET' ) ${fields(8, 3)} ${tail} [ref "v0,3"]`,
  },
  {
    name: 'no value: SecAction',
    rules: `${on}SecAction "id:9,phase:1,pass,log,msg:'hello'"`,
    request: { uri: '/p' },
    line: `[client 192.0.2.7] ModSecurity: Warning. Unconditional match in SecAction. ${fields(9, 3, 'hello')} ${tail} [ref ""]`,
  },
  {
    name: 'long pieces are cut and counted',
    rules: `${on}SecRule ARGS "@contains ${'p'.repeat(210)}" "id:10,phase:2,pass,log,logdata:'%{MATCHED_VAR}'"`,
    request: { uri: `/p?a=${'p'.repeat(260)}` },
    line: `[client 192.0.2.7] ModSecurity: Warning. Matched "Operator \`Contains' with parameter \`${'p'.repeat(200)} (10 characters omitted)' against variable \`ARGS:a' (Value: \`${'p'.repeat(100)} (160 characters omitted)' ) ${fields(10, 3, '', `${'p'.repeat(200)} (60 characters omitted)`)} ${tail} [ref "v9,260"]`,
  },
  {
    name: 'a value is escaped before it is cut, and counted so',
    rules: `${on}SecRule ARGS "@beginsWith x" "id:10,phase:2,pass,log"`,
    request: { uri: `/p?a=x${'%22'.repeat(150)}` },
    line: `[client 192.0.2.7] ModSecurity: Warning. Matched "Operator \`BeginsWith' with parameter \`x' against variable \`ARGS:a' (Value: \`x${'\\x22'.repeat(24)}\\x2 (501 characters omitted)' ) ${fields(10, 3)} ${tail} [ref "o0,1v9,151"]`,
  },
  {
    name: 'redirect and drop say which code',
    rules: `${on}SecRule ARGS:a "@streq x" "id:11,phase:2,redirect:https://h/,status:302,log"`,
    request: { uri: '/p?a=x' },
    line: `[client 192.0.2.7] ModSecurity: Access denied with code 302 (phase 2). Matched "Operator \`StrEq' with parameter \`x' against variable \`ARGS:a' (Value: \`x' ) ${fields(11, 3)} ${tail} [ref "v9,1"]`,
  },
  {
    name: 'ModSecurity 2 names the action',
    rules: `${on}SecRule ARGS:a "@streq x" "id:11,phase:2,redirect:https://h/,status:302,log"`,
    request: { uri: '/p?a=x' },
    dialect: 'modsecurity2',
    line: `[client 192.0.2.7] ModSecurity: Access denied with redirection to https://h/ using status 302 (phase 2). Matched "Operator \`StrEq' with parameter \`x' against variable \`ARGS:a' (Value: \`x' ) ${fields(11, 3)} ${tail} [ref "v9,1"]`,
  },
  {
    name: 'a macro in the argument is expanded, and cannot quote',
    rules: `${on}SecRule ARGS:a "@streq %{ARGS.b}" "id:12,phase:2,pass,log"`,
    request: { uri: '/p?a=%22%5d&b=%22%5d' },
    line: `[client 192.0.2.7] ModSecurity: Warning. Matched "Operator \`StrEq' with parameter \`\\x22]' against variable \`ARGS:a' (Value: \`\\x22]' ) ${fields(12, 3)} ${tail} [ref "v9,2"]`,
  },
  {
    name: 'what was put in is not expanded again',
    rules: `${on}SecRule ARGS:a "@rx ." "id:13,phase:2,pass,log,msg:'%{ARGS.a}',logdata:'%{ARGS.a}'"`,
    request: { uri: '/p?a=%25%7bREMOTE_ADDR%7d' },
    line: `[client 192.0.2.7] ModSecurity: Warning. Matched "Operator \`Rx' with parameter \`.' against variable \`ARGS:a' (Value: \`%{REMOTE_ADDR}' ) ${fields(13, 3, '%{REMOTE_ADDR}', '%{REMOTE_ADDR}')} ${tail} [ref "o0,1v9,14"]`,
  },
  {
    name: 'a limit stops the request: a line without a rule',
    rules: 'SecRuleEngine On\nSecRequestBodyAccess On\nSecRequestBodyLimit 5',
    request: { uri: '/p', headers: [['Content-Type', 'text/plain']], body: '0123456789' },
    line: `[client 192.0.2.7] ModSecurity: Access denied with code 413 (phase 1). request body is larger than 5 bytes. [file ""] [line "0"] [id "0"] [rev ""] [msg "request body is larger than 5 bytes"] [data ""] [severity "0"] [ver ""] [maturity "0"] [accuracy "0"] ${tail} [ref ""]`,
  },
  {
    name: 'nolog is quiet',
    rules: `${on}SecRule ARGS:a "@rx ." "id:14,phase:2,deny,nolog"`,
    request: { uri: '/p?a=x' },
    line: null,
  },
]

export async function lineFaults({ rules, request, dialect, line }: LineCase): Promise<string[]> {
  const { lines } = await logged(rules, request ?? {}, { dialect: dialect ?? 'secrule' })
  const expected = line === null ? [] : [line]
  return lines.join('\n') === expected.join('\n') ? [] : [`got ${lines.join('\n')}\nnot ${expected.join('\n')}`]
}

/** The whole grammar of a line: fields in order, each once but for tags, and no quote or line end inside of one. */
const grammar =
  /^\[client [^\]]*\] ModSecurity: (?:Warning\.|Access denied with code \d+ \(phase \d\)\.) .+? \[file "[^"]*"\] \[line "\d+"\] \[id "(\d+)"\] \[rev "[^"]*"\] \[msg "[^"]*"\] \[data "[^"]*"\] \[severity "\d"\] \[ver "[^"]*"\] \[maturity "\d+"\] \[accuracy "\d+"\](?: \[tag "[^"]*"\])* \[hostname "[^"]*"\] \[uri "[^"]*"\] \[unique_id "[^"]*"\] \[ref "[^"]*"\]$/

/** Any bytes in any place of a request: every rule that logs gives one line, with its own id. */
export async function hostileLineFaults(runs: number): Promise<{ readonly count: number; readonly faults: string[] }> {
  const faults: string[] = []
  let count = 0
  const bytes = fc.oneof(
    fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 30,
    }),
    fc.constantFrom(
      'x"] [id "666"] [msg "',
      'a\r\n[client 1.2.3.4] ModSecurity: Warning. forged',
      '\' ) [file "x"]',
      '\x1b]0;t\x07',
      '\\x22',
      '%{ENV.PATH}',
      '\\',
    ),
  )
  const percent = (text: string): string =>
    [...text].map((char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
  const rules = `${everything}SecDebugLogLevel 9
SecRule ARGS|ARGS_NAMES|REQUEST_HEADERS|REQUEST_HEADERS_NAMES|REQUEST_COOKIES|REQUEST_LINE|REQUEST_BODY|REQUEST_URI|REQUEST_METHOD "@rx (?s)." "id:1,phase:2,pass,log,capture,msg:'m %{MATCHED_VAR} %{MATCHED_VAR_NAME}',logdata:'%{TX.0} %{MATCHED_VAR}',tag:'%{MATCHED_VAR}'"
SecRule ARGS "!@streq zzz%{ARGS_NAMES}" "id:2,phase:2,pass,log"
SecRule RESPONSE_HEADERS|RESPONSE_BODY "@rx (?s)." "id:3,phase:4,deny,log,msg:'%{RESPONSE_BODY}'"
`
  await fc.assert(
    fc.asyncProperty(bytes, bytes, bytes, async (one, two, three) => {
      const log = await logged(rules, {
        client: three,
        uri: `/${one}?${percent(two)}=${percent(three)}&raw=${one}`,
        method: 'POST',
        headers: [
          [one, two],
          ['Cookie', `${two}=${three}`],
          ['Host', three],
          ['Content-Type', 'application/x-www-form-urlencoded'],
        ],
        body: `${percent(one)}=${two}`,
        responseHeaders: [
          [two, three],
          ['Content-Type', 'text/html'],
        ],
        responseBody: three,
      })
      const [head = ''] = /(?<=-A--\n).*\n/.exec(formatNative(log.record!)) ?? []
      if (!/^\[[^ ]+ \+0000\](?: [\x21-\x7e]+){5}\n$/.test(head)) faults.push(`not the head of a record: ${head}`)
      const ids = log.lines.map((line) => grammar.exec(line)?.[1] ?? `not a line: ${line}`)
      count += log.lines.length + log.debug.length
      if (ids.join(' ') !== '1 2 3') faults.push(`${JSON.stringify([one, two, three])}: ${ids.join('\n')}`)
      const bad = [...log.lines, ...log.debug].find((line) => /[^\x20-\x7e]/.test(line))
      if (bad !== undefined) faults.push(`not printable: ${JSON.stringify(bad)}`)
      if (log.errors.length > 0) faults.push(log.errors.join('\n'))
    }),
    { numRuns: runs, seed: 20_261_122 },
  )
  return { count, faults }
}

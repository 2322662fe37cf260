import { type AuditRecord, type AuditSink, compile, createEngine, type EngineOptions, type LogEvent } from 'secrule'

/** A request with its response, as a test sends it through the engine. Texts are byte strings. */
export interface LogRequest {
  readonly id?: string
  /** Address of the client, as a host says it. */
  readonly client?: string
  readonly method?: string
  readonly uri?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  readonly status?: number
  readonly responseHeaders?: readonly (readonly [name: string, value: string])[]
  readonly responseBody?: string
}

/** Everything that any log got of it. */
export interface LoggedCase {
  readonly record: AuditRecord | null
  readonly lines: readonly string[]
  readonly errors: readonly string[]
  readonly events: readonly LogEvent[]
  readonly debug: readonly string[]
  readonly blocked: number | null
}

/** Access to bodies, and every part in the audit log. */
export const everything = `SecRuleEngine On
SecRequestBodyAccess On
SecResponseBodyAccess On
SecAuditEngine On
SecAuditLogParts ABCEFHIJKZ
SecRule REQUEST_HEADERS:Content-Type "^application/json" "id:100,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
`

/** 22 November 2026, 10:00:00 UTC; each look at the clock takes 100 microseconds. */
export function steadyClock(): NonNullable<EngineOptions['clock']> {
  let now = 1_795_341_600_000_000
  return {
    now: () => {
      now += 100
      return now
    },
    localOffset: () => 0,
  }
}

/** Runs one request through rules and gives what was logged. */
export async function logged(
  rules: string,
  request: LogRequest,
  options: EngineOptions & { readonly dialect?: 'secrule' | 'modsecurity3' | 'modsecurity2' | 'coraza' } = {},
): Promise<LoggedCase> {
  const { dialect = 'secrule', ...services } = options
  const lines: string[] = []
  const errors: string[] = []
  const events: LogEvent[] = []
  const debug: string[] = []
  const records: AuditRecord[] = []
  const audit: AuditSink = { write: (record) => void records.push(record), close: () => {} }
  const engine = createEngine(compile({ text: rules, name: 'rules.conf' }, { dialect }), {
    clock: steadyClock(),
    logger: {
      log: (line) => void lines.push(line),
      error: (message) => void errors.push(message),
      event: (event) => void events.push(event),
      debug: (_level, message) => void debug.push(message),
    },
    audit,
    ...services,
  })
  const transaction = engine.newTransaction({ id: request.id ?? 'transaction-1' })
  transaction.processConnection(request.client ?? '192.0.2.7', 40_000, '198.51.100.1', 443)
  transaction.processUri(request.uri ?? '/', request.method ?? (request.body === undefined ? 'GET' : 'POST'), '1.1')
  for (const [name, value] of request.headers ?? []) transaction.addRequestHeader(name, value)
  await transaction.processRequestHeaders()
  if (request.body !== undefined) await transaction.writeRequestBody(Buffer.from(request.body, 'latin1'))
  await transaction.processRequestBody()
  for (const [name, value] of request.responseHeaders ?? [['Content-Type', 'text/html']]) {
    transaction.addResponseHeader(name, value)
  }
  await transaction.processResponseHeaders(request.status ?? 200, '1.1')
  await transaction.writeResponseBody(Buffer.from(request.responseBody ?? 'ok', 'latin1'))
  await transaction.processResponseBody()
  await transaction.processLogging()
  const blocked = transaction.interruption?.status ?? null
  transaction.close()
  await engine.close()
  return { record: records[0] ?? null, lines, errors, events, debug, blocked }
}

/** A multipart body with two fields and a file between them. */
export const uploadBody = [
  '--frontier',
  'Content-Disposition: form-data; name="user"',
  '',
  'jo&e',
  '--frontier',
  'Content-Disposition: form-data; name="photo"; filename="me.png"',
  'Content-Type: image/png',
  '',
  '\x89PNG',
  '--frontier',
  'Content-Disposition: form-data; name="password"',
  '',
  'correct horse',
  '--frontier--',
  '',
].join('\r\n')

/** An upload that is blocked, with what every part of the log needs: a chain, half a chain, masked values, a session. */
export const goldenRules = `${everything}SecComponentSignature "OWASP_CRS/4.28.0"
SecSensorId edge-1
SecWebAppId shop
SecRule ARGS:user "@rx (jo.e)" \\
    "id:1001,phase:2,pass,log,auditlog,capture,t:none,t:lowercase,\\
    msg:'User %{MATCHED_VAR}',logdata:'Matched %{TX.0}',severity:WARNING,tag:'users',tag:'x/y',rev:'2',ver:'v1',maturity:3,accuracy:4,chain"
  SecRule FILES "@endsWith .png" "t:none"
SecRule ARGS:user "@streq jo&e" "id:1002,phase:2,pass,chain"
  SecRule ARGS:user "@streq nobody"
SecRule REQUEST_HEADERS:User-Agent "@rx bad\\x22 agent" "id:1003,phase:2,deny,status:403,msg:'Bad agent',severity:CRITICAL,tag:'agents'"
SecAction "id:1004,phase:5,pass,nolog,sanitiseArg:password,sanitiseRequestHeader:Authorization,setsid:s1"
`

export const goldenRequest: LogRequest = {
  id: 'golden-1',
  uri: '/upload?next=%2Fhome&password=hunter2',
  headers: [
    ['Host', 'shop.example.com'],
    ['User-Agent', 'bad" agent\x1b[31m'],
    ['Accept', 'text/html'],
    ['accept', 'image/*'],
    ['Authorization', 'Basic am9lOmh1bnRlcjI='],
    ['X-Name', 'J\xc3\xb6rg'],
    ['X-Raw', 'J\xf6rg'],
    ['Content-Type', 'multipart/form-data; boundary=frontier'],
    ['Referer', 'https://shop.example.com/login?password=hunter2'],
  ],
  body: uploadBody,
}

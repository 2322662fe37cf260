import type { AuditedMatch, AuditRecord } from '@secrule/program'

/** A record with one text in every place that traffic can reach, as if nothing had been escaped on the way. */
export function hostileRecord(text: string, change: Partial<AuditRecord> = {}): AuditRecord {
  return {
    id: 'transaction-1',
    dialect: 'secrule',
    destination: {
      type: 'Serial',
      format: 'Native',
      log: null,
      log2: null,
      storageDir: null,
      dirMode: 0o750,
      fileMode: 0o640,
      guardian: null,
    },
    startedAt: 1_795_341_600_000_000,
    durationMicroseconds: 1234,
    utcOffset: 0,
    times: { phases: [0, 1, 2, 3, 4, 5], storageRead: 6, storageWrite: 7, slowRules: [[1, 1000]] },
    parts: 'ABCEFHIJKZ',
    client: { address: '192.0.2.7', port: 40_000 },
    server: { address: '198.51.100.1', port: 443, name: text },
    request: {
      line: text,
      method: text,
      uri: text,
      protocol: text,
      headers: [
        { name: text, value: text },
        { name: 'User-Agent', value: text },
        { name: 'Referer', value: text },
      ],
      body: text,
      rebuiltBody: text,
      length: text.length,
      arguments: [{ name: text, value: text, place: 'get' }],
      files: [{ name: text, filename: text, size: 1, contentType: text }],
    },
    response: {
      status: 200,
      protocol: text,
      headers: [{ name: text, value: text }],
      body: text,
      dechunked: true,
    },
    engineMode: 'On',
    producer: 'secrule/0.1.0',
    components: [text],
    serverSignature: text,
    sensorId: text,
    webAppId: text,
    sessionId: text,
    userId: text,
    remoteUser: text,
    sanitised: { arguments: [text], requestHeaders: [text], responseHeaders: [text] },
    matches: [sampleMatch(text)],
    matchedRules: [
      {
        id: 1,
        phase: 2,
        rev: '',
        ver: '',
        severity: 2,
        maturity: 0,
        accuracy: 0,
        tags: [text],
        rules: [
          {
            text,
            file: 'rules.conf',
            line: 1,
            operator: 'rx',
            argument: text,
            negated: false,
            targets: text,
            isMatched: false,
          },
        ],
        isFullMatch: false,
      },
    ],
    serverErrors: [text],
    highestSeverity: 2,
    action: { intercepted: true, phase: 2, status: 403, ruleId: 1, message: text },
    relevant: true,
    ...change,
  }
}

/** Its log texts are as the engine makes them: printable ASCII. */
function sampleMatch(text: string): AuditedMatch {
  return {
    id: 1,
    phase: 2,
    message: text,
    data: text,
    severity: 2,
    tags: [text],
    rev: text,
    ver: text,
    maturity: 0,
    accuracy: 0,
    file: 'rules.conf',
    line: 1,
    disruptive: true,
    logged: true,
    audited: true,
    matches: [{ variable: 'ARGS', key: text, value: text }],
    logLine: '[client 192.0.2.7] ModSecurity: Warning. found [id "1"]',
    ruleText: text,
    verdict: 'Warning.',
    condition: 'found',
    metadata: '[id "1"]',
    reference: 'o0,1',
  }
}

/** The parts of a record in the native form, by letter. Null when the text is not one whole record. */
export function nativeParts(text: string): ReadonlyMap<string, string> | null {
  const first = /^--(-?[0-9A-Za-z]+-+)A--\n/.exec(text)
  if (first === null) return null
  const boundary = first[1]!
  if (!text.endsWith(`--${boundary}Z--\n\n`)) return null
  const parts = new Map<string, string>()
  const marks = [...text.matchAll(new RegExp(`^--${boundary}([A-Z])--\\n`, 'gm'))]
  for (const [place, mark] of marks.entries()) {
    if (parts.has(mark[1]!)) return null
    parts.set(mark[1]!, text.slice(mark.index + mark[0].length, marks[place + 1]?.index ?? text.length))
  }
  return parts
}

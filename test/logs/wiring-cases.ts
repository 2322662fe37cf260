import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { type AuditRecord, compile, createEngine, createErrorLog, type Engine, type EngineOptions } from 'secrule'

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'latin1') : '')
const on = 'SecRuleEngine On\n'

async function send(engine: Engine, uri: string, status = 200): Promise<number | null> {
  const transaction = engine.newTransaction()
  transaction.processConnection('192.0.2.7', 40_000, '198.51.100.1', 443)
  transaction.processUri(uri, 'GET', '1.1')
  transaction.addRequestHeader('Host', 'h')
  await transaction.processRequestHeaders()
  await transaction.processRequestBody()
  await transaction.processResponseHeaders(status, '1.1')
  await transaction.processResponseBody()
  await transaction.processLogging()
  const verdict = transaction.interruption?.status ?? null
  transaction.close()
  return verdict
}

function engineOf(rules: string, options: EngineOptions = {}): { engine: Engine; errors: string[] } {
  const errors: string[] = []
  const logger = { log: () => {}, error: (message: string) => void errors.push(message) }
  return { engine: createEngine(compile({ text: on + rules, name: 'rules.conf' }), { logger, ...options }), errors }
}

const count = (text: string): number => text.split('\n').length - 1

/** From directives to files, through the public entry. Each gives what is wrong. */
export const wiringCases: Readonly<Record<string, (folder: string) => Promise<string[]>>> = {
  'SecAuditLog gets every transaction': async (folder) => {
    const { engine } = engineOf(`SecAuditEngine On\nSecAuditLogFormat JSON\nSecAuditLog ${folder}/a.log`)
    for (let i = 0; i < 3; i++) await send(engine, '/')
    await engine.close()
    return count(read(`${folder}/a.log`)) === 3 ? [] : ['not three lines']
  },

  'RelevantOnly: by rules and by status': async (folder) => {
    const faults: string[] = []
    const { engine } = engineOf(`SecAuditEngine RelevantOnly
SecAuditLogRelevantStatus "^(?:5|4(?!04))"
SecAuditLogFormat JSON
SecAuditLog ${folder}/a.log
SecRule ARGS:a "@streq log" "id:1,phase:2,pass,log"
SecRule ARGS:a "@streq nolog" "id:2,phase:2,pass,nolog"
SecRule ARGS:a "@streq noauditlog" "id:3,phase:2,pass,log,noauditlog"
SecRule ARGS:a "@streq auditonly" "id:4,phase:2,pass,nolog,auditlog"
SecRule ARGS:a "@streq deny" "id:5,phase:2,deny,status:503,nolog"
SecRule ARGS:a "@streq on" "id:6,phase:2,pass,nolog,ctl:auditEngine=On"
SecRule ARGS:a "@streq off" "id:7,phase:2,pass,log,ctl:auditEngine=Off"`)
    const expected = [
      ['/', 200, 0],
      ['/?a=log', 200, 1],
      ['/?a=nolog', 200, 0],
      ['/?a=noauditlog', 200, 0],
      ['/?a=auditonly', 200, 1],
      ['/?a=deny', 200, 1],
      ['/?a=on', 200, 1],
      ['/?a=off', 500, 0],
      ['/', 500, 1],
      ['/', 404, 0],
      ['/', 403, 1],
    ] as const
    let before = 0
    for (const [uri, status, records] of expected) {
      await send(engine, uri, status)
      const after = count(read(`${folder}/a.log`))
      if (after - before !== records) faults.push(`${uri} with ${status}: ${after - before} records`)
      before = after
    }
    await engine.close()
    return faults
  },

  'ctl:auditEngine turns it on although SecAuditEngine is Off': async (folder) => {
    const { engine } = engineOf(
      `SecAuditEngine Off\nSecAuditLogFormat JSON\nSecAuditLog ${folder}/a.log\nSecAction "id:1,phase:1,pass,nolog,ctl:auditEngine=On,ctl:auditLogParts=-H"`,
    )
    await send(engine, '/')
    await engine.close()
    const text = read(`${folder}/a.log`)
    return count(text) === 1 && !text.includes('"producer"') ? [] : [text]
  },

  'a sink of the host is the only one': async (folder) => {
    const records: AuditRecord[] = []
    let closed = 0
    const audit = { write: (record: AuditRecord) => void records.push(record), close: () => void closed++ }
    const { engine } = engineOf(`SecAuditEngine On\nSecAuditLog ${folder}/a.log`, { audit })
    await send(engine, '/')
    await engine.close()
    const none = engineOf(`SecAuditEngine On\nSecAuditLog ${folder}/a.log`, { audit: null })
    await send(none.engine, '/')
    await none.engine.close()
    return records.length === 1 && closed === 1 && !existsSync(`${folder}/a.log`) ? [] : ['a second sink was made']
  },

  'a sink that fails costs no verdict': async () => {
    const faults: string[] = []
    const failing = [
      { write: () => Promise.reject(new Error('lost')), close: () => {} },
      {
        write: () => {
          throw new Error('lost')
        },
        close: () => {},
      },
    ]
    for (const audit of failing) {
      const { engine, errors } = engineOf(
        'SecAuditEngine On\nSecRule ARGS:a "@streq x" "id:1,phase:2,deny,status:403"',
        { audit },
      )
      if ((await send(engine, '/?a=x')) !== 403 || (await send(engine, '/')) !== null) faults.push('a verdict changed')
      if (errors.length !== 2 || !errors.every((error) => error.includes('lost'))) faults.push(errors.join(' | '))
      await engine.close()
    }
    return faults
  },

  'a reload with another SecAuditLog': async (folder) => {
    const rules = (name: string): string =>
      `${on}SecAuditEngine On\nSecAuditLogFormat JSON\nSecAuditLog ${folder}/${name}`
    const { engine } = engineOf(rules('a.log'))
    await send(engine, '/')
    engine.reload(compile({ text: rules('b.log'), name: 'rules.conf' }))
    await send(engine, '/')
    await send(engine, '/')
    await engine.close()
    return count(read(`${folder}/a.log`)) === 1 && count(read(`${folder}/b.log`)) === 2
      ? []
      : ['the records went elsewhere']
  },

  'rename, reopen and a folder in the way, under load': async (folder) => {
    const faults: string[] = []
    const path = `${folder}/logs/a.log`
    const { engine, errors } = engineOf(
      `SecAuditEngine On\nSecAuditLogFormat JSON\nSecAuditLog ${path}\nSecRule ARGS:a "@streq bad" "id:1,phase:2,deny,status:403"`,
    )
    let sent = 0
    let wrong = 0
    const load = async (requests: number): Promise<void> => {
      await Promise.all(
        Array.from({ length: requests }, async (_, i) => {
          const isBad = i % 3 === 0
          sent++
          if ((await send(engine, isBad ? '/?a=bad' : '/')) !== (isBad ? 403 : null)) wrong++
        }),
      )
    }
    await load(100)
    renameSync(path, `${path}.1`)
    await load(50)
    engine.reopenLogs()
    await load(100)
    rmSync(`${folder}/logs`, { recursive: true })
    const removed = sent
    writeFileSync(`${folder}/logs`, '')
    await load(60)
    const lost = engine.lostAuditRecords
    rmSync(`${folder}/logs`)
    mkdirSync(`${folder}/logs`)
    await load(40)
    await engine.close()
    const lines = read(path).trimEnd().split('\n')
    for (const line of lines) JSON.parse(line)
    if (wrong > 0) faults.push(`${wrong} verdicts changed`)
    if (lost !== 60 || lines.length + lost !== sent - removed)
      faults.push(`${lines.length} lines, ${lost} lost, ${sent - removed} sent`)
    if (!errors.some((error) => error.includes('60 records lost'))) faults.push(errors.join(' | '))
    return faults
  },

  'an audit log that cannot be opened is told of at once': async (folder) => {
    writeFileSync(`${folder}/file`, '')
    const { engine, errors } = engineOf(`SecAuditEngine On\nSecAuditLog ${folder}/file/a.log`)
    const atOnce = errors.length
    await send(engine, '/')
    const { lostAuditRecords } = engine
    await engine.close()
    return atOnce === 1 && lostAuditRecords === 1 ? [] : [`${atOnce} errors, ${lostAuditRecords} lost`]
  },

  'SecDebugLog: lines by level, and nothing above it': async (folder) => {
    const faults: string[] = []
    const rules = (level: number): string =>
      `SecDebugLog ${folder}/debug${level}.log\nSecDebugLogLevel ${level}\nSecRule ARGS "@rx x" "id:1,phase:2,pass,nolog"`
    for (const level of [0, 9]) {
      const { engine } = engineOf(rules(level))
      await send(engine, '/?a=x\n[9] forged')
      await engine.close()
    }
    if (existsSync(`${folder}/debug0.log`)) faults.push('level 0 writes')
    const lines = read(`${folder}/debug9.log`).trimEnd().split('\n')
    const wrong = lines.filter((line) => !/^\[\S+\] \[\/\?a=x\\x0a\[9\] forged\] \[\d\] [\x20-\x7e]+$/.test(line))
    if (lines.length < 3 || wrong.length > 0) faults.push(`${lines.length} lines, wrong: ${wrong.join('\n')}`)
    return faults
  },

  'SecGuardianLog: every transaction for which its condition holds': async (folder) => {
    const program = `${folder}/guardian`
    writeFileSync(program, `#!/bin/sh\ncat > ${folder}/guardian.log\n`)
    chmodSync(program, 0o755)
    const { engine } = engineOf(
      `SecGuardianLog "|${program}" env=!quiet\nSecRule ARGS:a "@streq quiet" "id:1,phase:2,pass,nolog,setenv:quiet=1"`,
    )
    await send(engine, '/?a=loud')
    await send(engine, '/?a=quiet')
    await send(engine, '/?a=again')
    await engine.close()
    const lines = read(`${folder}/guardian.log`).trimEnd().split('\n')
    const isRight = lines.every((line) =>
      /^h 192\.0\.2\.7 - - \[[^\]]+\] "GET \/\?a=(?:loud|again) HTTP\/1\.1" 200 - "-" "-" \d+ "-" \d+ 0$/.test(line),
    )
    return lines.length === 2 && isRight ? [] : [lines.join('\n')]
  },

  'the error log as a file: lines or JSON, reopened': async (folder) => {
    const faults: string[] = []
    for (const format of ['lines', 'json'] as const) {
      const path = `${folder}/${format}.log`
      const logger = createErrorLog(path, { format })
      const { engine } = engineOf('SecRule ARGS:a "@rx ." "id:1,phase:2,pass,log,msg:\'m\'"', { logger })
      await send(engine, '/?a=%0a')
      renameSync(path, `${path}.1`)
      engine.reopenLogs()
      await send(engine, '/?a=x')
      logger.error('an error\nof two lines \u2028 and more')
      await engine.close()
      logger.close()
      const old = read(`${path}.1`).trimEnd().split('\n')
      const lines = read(path).trimEnd().split('\n')
      if (old.length !== 1 || lines.length !== 2) faults.push(`${format}: ${old.length} and ${lines.length} lines`)
      const start = format === 'lines' ? '[client 192.0.2.7] ModSecurity: Warning.' : '{"time":"2'
      if (!lines[0]!.startsWith(start) || !old[0]!.startsWith(start)) faults.push(`${format}: ${lines[0]}`)
      if (format === 'json') for (const line of [...old, ...lines]) JSON.parse(line)
      if (logger.lost !== 0) faults.push(`${logger.lost} lost`)
    }
    return faults
  },

  'product and severity of the error log': async () => {
    const lines: string[] = []
    const logger = { log: (line: string) => void lines.push(line), error: () => {} }
    const { engine } = engineOf('SecRule ARGS:a "@rx ." "id:1,phase:2,pass,log,severity:2"', {
      logger,
      errorLog: { product: 'Coraza', severity: 'name' },
    })
    await send(engine, '/?a=x')
    await engine.close()
    const [line = ''] = lines
    return line.includes('] Coraza: Warning. ') && line.includes('[severity "CRITICAL"]') ? [] : [line]
  },

  'lines wait for the end of a transaction only where rules mask something': async () => {
    const faults: string[] = []
    for (const masks of [false, true]) {
      const lines: string[] = []
      const logger = { log: (line: string) => void lines.push(line), error: () => {} }
      const rules = `SecRule ARGS:a "@rx ." "id:1,phase:2,pass,log"\n${masks ? 'SecAction "id:2,phase:5,pass,nolog,sanitiseArg:a"' : ''}`
      const { engine } = engineOf(rules, { logger })
      const transaction = engine.newTransaction()
      transaction.processUri('/?a=xyzzy', 'GET', '1.1')
      await transaction.processRequestBody()
      if (lines.length !== (masks ? 0 : 1)) faults.push(`masks ${masks}: ${lines.length} lines after phase 2`)
      // A host that never comes to the logging phase still gets its lines.
      transaction.close()
      if (lines.length !== 1) faults.push(`masks ${masks}: ${lines.length} lines at the end`)
      await engine.close()
    }
    return faults
  },
}

import { compile, createEngine, type RuleSource } from 'secrule'
import type { Exchange } from '../../packages/cli/src/exchange/exchange.js'
import type { ExplainedRecord } from '../../packages/cli/src/explain/explained-record.js'
import { explainReplay, Replayer, readAuditLog, runExchange } from './command-modules.js'
import { writeLog } from './write-log.js'

export interface RemedyCase {
  readonly name: string
  readonly rules: string
  readonly target: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
  /** What the first remedy must have behind its `;`. */
  readonly excluded: readonly string[]
}

const scored = `SecRuleEngine On
SecRequestBodyAccess On
SecRule REQUEST_HEADERS:Content-Type "^application/json" "id:90,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
SecAction "id:91,phase:1,pass,nolog,setvar:tx.points=5,setvar:tx.limit=5"
`
const verdict = `SecRule TX:score "@ge %{tx.limit}" "id:99,phase:2,deny,status:403,log,msg:'too many points'"\n`
const detect = (targets: string, test = '@rx (?i)union', actions = ''): string =>
  `SecRule ${targets} "${test}" "id:1,phase:2,pass,log,msg:'found',severity:CRITICAL${actions},setvar:tx.score=+%{tx.points}"\n`
const json = [['Content-Type', 'application/json']] as const
const form = [['Content-Type', 'application/x-www-form-urlencoded']] as const

/** Each with the exclusions that must come out; all of them are then loaded, and the request must pass. */
export const remedyCases: readonly RemedyCase[] = [
  {
    name: 'a rule that blocks by itself',
    rules: 'SecRuleEngine On\nSecRule ARGS:q "@contains union" "id:1,phase:2,deny,log"\n',
    target: '/s?q=union',
    excluded: ['ARGS:q'],
  },
  {
    name: 'a score',
    rules: scored + detect('ARGS', '@rx (?i)union', ',t:none,t:urlDecodeUni,t:lowercase') + verdict,
    target: '/s?q=UNION&r=x',
    excluded: ['ARGS:q'],
  },
  {
    name: 'two values',
    rules: scored + detect('ARGS') + verdict,
    target: '/s?a=union&b=union',
    excluded: ['ARGS:a', 'ARGS:b'],
  },
  {
    name: 'in phase 1',
    rules: 'SecRuleEngine On\nSecRule ARGS_GET "@contains union" "id:1,phase:1,deny,log"\n',
    target: '/s?q=union',
    excluded: ['ARGS_GET:q'],
  },
  {
    name: 'a place in a list of JSON',
    rules: scored + detect('ARGS') + verdict,
    target: '/j',
    headers: json,
    body: '{"items":[{"n":"x"},{"n":"union"}]}',
    excluded: ['ARGS:/^json\\.items\\.array_[0-9]+\\.n$/'],
  },
  {
    name: 'a name with everything that means something in rules',
    rules: scored + detect('ARGS') + verdict,
    target: `/s?${encodeURIComponent(`a'b"c,d|e/f;g\\h i%{tx.0}`)}=union`,
    excluded: ['ARGS:/^a\\x27b\\x22c\\x2cd\\x7ce\\x2ff\\x3bg\\x5ch\\x20i\\x25\\{tx\\.0\\}$/'],
  },
  {
    name: 'a name beyond ASCII, a path with quotes',
    rules: scored + detect('ARGS') + verdict,
    target: `/caf%C3%A9/%22x%27/%25%7Btx.0%7D?${encodeURIComponent('größe')}=union`,
    excluded: ['ARGS:/^gr\\xc3\\xb6\\xc3\\x9fe$/'],
  },
  {
    name: 'the first link of a chain',
    rules: `${scored}SecRule ARGS "@contains union" "id:1,phase:2,pass,log,severity:CRITICAL,chain"\nSecRule MATCHED_VARS "@contains select" "setvar:tx.score=+5"\n${verdict}`,
    target: '/s?q=union+select',
    excluded: ['ARGS:q'],
  },
  {
    name: 'of a chain only what reaches its end',
    rules: `${scored}SecRule ARGS "@rx ^(http.*)$" "id:1,phase:2,pass,log,capture,setvar:'tx.seen_%{MATCHED_VAR_NAME}=%{TX.1}',chain"\nSecRule TX:/seen_/ "!@contains good" "setvar:tx.score=+5"\n${verdict}`,
    target: '/s?a=http:good&b=http:bad',
    excluded: ['ARGS:b'],
  },
  {
    name: 'a count',
    rules: scored + detect('&REQUEST_HEADERS:Range', '@gt 0') + verdict,
    target: '/f',
    headers: [['Range', 'bytes=0-1']],
    excluded: ['&REQUEST_HEADERS:Range'],
  },
  {
    name: 'a header and a cookie',
    rules: scored + detect('REQUEST_HEADERS:X-A|REQUEST_COOKIES') + verdict,
    target: '/f',
    headers: [
      ['X-A', 'union'],
      ['Cookie', 'a=1; sid=union'],
    ],
    excluded: ['REQUEST_HEADERS:X-A', 'REQUEST_COOKIES:sid'],
  },
  {
    name: 'a whole body',
    rules: scored + detect('REQUEST_BODY') + verdict,
    target: '/f',
    headers: form,
    body: 'a=union',
    excluded: ['REQUEST_BODY'],
  },
  {
    name: 'a sum of sums',
    rules: `${scored}${detect('ARGS')}SecRule TX:limit "@ge 1" "id:50,phase:2,pass,nolog,setvar:'tx.total=+%{tx.score}'"\nSecRule TX:total "@ge 5" "id:99,phase:2,deny,log"\n`,
    target: '/s?q=union',
    excluded: ['ARGS:q'],
  },
]

/** Explains the request, then loads every remedy that it proposes and sends the request again. */
export async function remedyFaults(each: RemedyCase, folder: string): Promise<{ faults: string[]; tried: number }> {
  const faults: string[] = []
  const exchange: Exchange = {
    request: {
      method: each.body === undefined ? 'GET' : 'POST',
      target: each.target,
      version: '1.1',
      headers: [['Host', 'h'], ...(each.headers ?? []), ['Content-Length', `${each.body?.length ?? 0}`]],
      body: each.body ?? '',
    },
    response: null,
  }
  const rules = { text: each.rules, name: `${folder}/rules.conf` }
  const log = `${folder}/audit.log`
  if ((await writeLog([rules], [exchange], { path: log })).length !== 1)
    return { faults: ['it is not blocked'], tried: 0 }
  const explained = await explain(rules, log)
  if (!explained.verdict.blocked) faults.push('it is not blocked again')
  if (explained.passes !== true) faults.push(`it is said that the exclusions do not help: ${JSON.stringify(explained)}`)
  const remedies = explained.rules.find(({ remedies }) => remedies.length > 0)?.remedies ?? []
  const first = [...(remedies[0]?.text ?? '').matchAll(/ctl:ruleRemoveTargetById=1;(\S+?)(?:,\\|")$/gm)].map(
    ([, target = '']) => target,
  )
  if (JSON.stringify(first) !== JSON.stringify(each.excluded)) faults.push(`excluded: ${JSON.stringify(first)}`)
  if (remedies.at(-1)?.text !== 'SecRuleRemoveById 1') faults.push('the last way is not to remove the rule')
  const texts = [...remedies, { scope: 'together', place: 'before', text: explained.together ?? '' }]
  for (const { scope, place, text } of texts) {
    const extra = { text: `${text}\n`, name: 'pasted.conf' }
    const engine = createEngine(compile(place === 'before' ? [extra, rules] : [rules, extra]))
    if (await runExchange(engine, exchange, ({ interruption }) => interruption !== null))
      faults.push(`${scope}: ${text}`)
    const elsewhere = { ...exchange, request: { ...exchange.request, target: `/elsewhere${each.target}` } }
    const isOpen = !(await runExchange(engine, elsewhere, ({ interruption }) => interruption !== null))
    if (isOpen !== (place === 'after')) faults.push(`${scope} ${isOpen ? 'opens' : 'leaves'} other paths`)
    await engine.close()
  }
  return { faults, tried: texts.length }
}

/** The explanation of the only record of a log. */
async function explain(rules: RuleSource, log: string): Promise<ExplainedRecord> {
  const fail = (message: string): never => {
    throw new Error(message)
  }
  const replayer = await Replayer.open(compile([rules]), fail)
  try {
    for await (const record of readAuditLog(log, fail)) return await explainReplay(record, replayer, 10_000)
    return fail(`${log} is empty`)
  } finally {
    await replayer.close()
  }
}

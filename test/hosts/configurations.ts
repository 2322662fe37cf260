// The rules and options that the cases run with. No Node in here.
import type { Block, BlockReply, HostOptions } from '@secrule/host'
import type { Journal } from './site.js'

const rules = `
SecRuleEngine On
SecRequestBodyAccess On
SecRequestBodyLimit 6000000
SecRequestBodyNoFilesLimit 6000000
SecRequestBodyInMemoryLimit 6000000
SecResponseBodyAccess On
SecResponseBodyMimeType text/html
SecResponseBodyLimit 1000000
SecResponseBodyLimitAction ProcessPartial
SecAuditEngine On
SecServerSignature "quiet"

SecAction "id:99,phase:1,pass,nolog,ctl:forceRequestBodyVariable=On"
SecRule REQUEST_HEADERS:Content-Type "@beginsWith application/json" "id:98,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRule ARGS_GET:do "@streq deny1" "id:101,phase:1,deny,status:401"
SecRule ARGS_GET:do "@streq deny2" "id:102,phase:2,deny,status:402"
SecRule ARGS_GET:do "@streq deny3" "id:103,phase:3,deny,status:405"
SecRule ARGS_GET:do "@streq deny4" "id:104,phase:4,deny,status:406"
SecRule ARGS_GET:do "@streq redirect" "id:105,phase:1,redirect:https://example.org/stop,status:302"
SecRule ARGS_GET:do "@streq drop" "id:106,phase:1,drop"
SecRule ARGS_GET:do "@streq drop4" "id:107,phase:4,drop"
SecRule REQUEST_HEADERS_NAMES "@streq X-MiXeD" "id:110,phase:1,pass,nolog"
SecRule &REQUEST_HEADERS:X-Twice "@eq 2" "id:111,phase:1,pass,nolog"
SecRule REQUEST_HEADERS:X-Bytes "@rx ^\\xe9\\xff$" "id:112,phase:1,pass,nolog"
SecRule REQUEST_URI_RAW "@streq /a/./../%6d/mirror?q=%zz" "id:113,phase:1,pass,nolog"
SecRule REMOTE_ADDR "@ipMatch 127.0.0.1" "id:114,phase:1,pass,nolog"
SecRule REMOTE_ADDR "@streq 192.0.2.7" "id:115,phase:1,pass,nolog"
SecRule REQUEST_BODY "@contains evil-body" "id:120,phase:2,deny,status:403"
SecRule ARGS_POST:word "@streq evil" "id:121,phase:2,deny,status:403"
SecRule ARGS:json.word "@streq evil" "id:124,phase:2,deny,status:403"
SecRule REQUEST_BODY_LENGTH "@eq 5242880" "id:122,phase:2,pass,nolog"
SecRule REQUEST_BODY_LENGTH "@eq 256" "id:123,phase:2,pass,nolog,chain"
  SecRule REQUEST_BODY "@rx ^\\x00\\x01\\x02[\\s\\S]*\\xfd\\xfe\\xff$"
SecRule RESPONSE_HEADERS:X-Leak "@streq yes" "id:130,phase:3,deny,status:500"
SecRule RESPONSE_BODY "@contains evil-page" "id:131,phase:4,deny,status:500"
`

/** What the sites of a host differ in. */
export const configurations = [
  'on',
  'detection',
  'hooked',
  'trusting',
  'believing',
  'failing-block',
  'failing-pass',
] as const
export type Configuration = (typeof configurations)[number]

/** The options of a site, and the journal that they write. `given` replaces the rules, where there is no compiler. */
export function optionsOf(name: Configuration, given?: HostOptions): { options: HostOptions; journal: Journal } {
  const journal: Journal = { calls: 0, lines: [], errors: [], audits: [], blocks: [] }
  const logger = {
    log: (line: string) => void journal.lines.push(line),
    error: (message: string) => void journal.errors.push(message),
  }
  const skip = ({ target }: { readonly target: string }) => target === '/journal'
  if (name === 'failing-block' || name === 'failing-pass') {
    const engine = {
      newTransaction(): never {
        throw new Error('no transaction to be had')
      },
      reload() {},
    }
    return { options: { engine, onError: name === 'failing-block' ? 'block' : 'pass', logger, skip }, journal }
  }
  const options: HostOptions = {
    ...(given ?? { rules: { text: rules, name: 'hosts.conf' } }),
    logger,
    skip,
    audit: {
      write: (record) => void journal.audits.push({ id: record.id, status: record.response.status }),
      close() {},
    },
    ...(name === 'detection' ? { mode: 'detection' as const } : {}),
    ...(name === 'trusting' ? { trustProxy: ['127.0.0.0/8', '::1'], trustRequestId: true } : {}),
    ...(name === 'believing' ? { trustProxy: { from: ['127.0.0.0/8', '::1'], header: 'forwarded' as const } } : {}),
    ...(name === 'hooked'
      ? {
          onBlock: hook(journal),
        }
      : {}),
  }
  return { options, journal }
}

function hook(journal: Journal) {
  return ({ id, interruption, target, client, rules, isAnswered }: Block): BlockReply => {
    journal.blocks.push(`${interruption.ruleId} ${target} ${client !== ''} ${rules.length > 0} ${isAnswered}`)
    if (target.includes('throw')) throw new Error('the hook failed')
    return { status: 418, headers: { 'X-Own': 'yes' }, body: `<p>own page ${id}</p>` }
  }
}

import { action, type Template } from '@secrule/program'
import { templateValue } from './template-value.js'

export const proxy = action<Template>({
  name: 'proxy',
  summary: 'Has the host forward the request to another URL.',
  example: 'SecRule IP:suspect "@eq 1" "id:1,phase:1,proxy:http://honeypot.example/"',
  engines:
    'v2 does it in phases 1 and 2 only. v3 and Coraza reject it. A host that cannot forward answers with the status of the rule, 403 when it has none.',
  group: 'disruptive',
  argument: 'required',
  repeat: 'last',
  inLink: false,
  inDefault: true,
  compile: templateValue('proxy', 'write `proxy:https://example.com/`'),
  run: (url, transaction, rule) => {
    if (transaction.dialect.proxyEarlyOnly && transaction.phase > 2) {
      transaction.interrupt({ action: 'deny', status: 500 })
      return
    }
    transaction.interrupt({ action: 'proxy', status: rule.status ?? 403, url: transaction.expand(url) })
  },
})

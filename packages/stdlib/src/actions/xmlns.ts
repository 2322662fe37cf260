import { action, problem } from '@secrule/program'

export const xmlns = action<readonly [prefix: string, uri: string]>({
  name: 'xmlns',
  summary: 'Declares a namespace prefix for the XPath expressions of the rule.',
  example: 'SecRule XML://soap:Body "@rx x" "id:1,phase:2,deny,xmlns:soap=http://schemas.xmlsoap.org/soap/envelope/"',
  engines: 'v3 wants the URI to begin with http://. Coraza rejects it.',
  group: 'setting',
  argument: 'required',
  repeat: 'all',
  inLink: true,
  inDefault: true,
  compile: (argument, span) => {
    const right = 'write `xmlns:prefix=uri`'
    if (argument === null || argument === '') return problem(span, 'missing-value', 'xmlns', right)
    const [, prefix, uri] = /^([^\s=:]+)=(.+)$/s.exec(argument) ?? []
    return prefix && uri ? [prefix, uri] : problem(span, 'bad-value', argument, 'xmlns', right)
  },
  describe: (namespace, rule) => {
    rule.namespaces = [...rule.namespaces, namespace]
  },
})

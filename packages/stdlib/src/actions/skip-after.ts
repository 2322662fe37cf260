import { action, problem } from '@secrule/program'

export const skipAfter = action<{ readonly label: string }>({
  name: 'skipAfter',
  summary: 'Goes on after the SecMarker of that name, or after the rule with that id, in the same phase.',
  example: 'SecRule TX:level "@lt 2" "id:1,phase:2,pass,nolog,skipAfter:END-LEVEL-2"\nSecMarker END-LEVEL-2',
  engines: 'v3 and Coraza look for the marker in later phases too. v2 alone takes a rule id.',
  group: 'flow',
  argument: 'required',
  repeat: 'last',
  inLink: false,
  inDefault: false,
  run: ({ label }, transaction) => transaction.skipOn({ label }),
  compile: (argument, span) =>
    argument === null || argument === ''
      ? problem(span, 'missing-value', 'skipAfter', 'write `skipAfter:NAME`, with a `SecMarker NAME` below')
      : { label: argument },
})

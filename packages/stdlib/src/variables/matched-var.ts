import { scalar } from '@secrule/program'

export const matchedVar = scalar({
  name: 'MATCHED_VAR',
  summary: 'Value of the most recent match, after its transformations.',
  example:
    'SecRule ARGS|REQUEST_COOKIES "@contains passwd" "id:1,phase:2,deny,chain"\n    SecRule MATCHED_VAR "@contains root" "t:none"',
  engines: 'v3 clears it when a rule does not match, Coraza at a SecAction.',
  phase: 0,
  stable: false,
  value: ({ matched }) => (matched.isSet ? matched.value : null),
})

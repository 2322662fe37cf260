import { scalar } from '@secrule/program'

export const matchedVarName = scalar({
  name: 'MATCHED_VAR_NAME',
  summary: 'Full name of the variable of the most recent match, such as `ARGS:a`.',
  example:
    'SecRule ARGS|REQUEST_COOKIES "@contains passwd" "id:1,phase:2,deny,chain"\n    SecRule MATCHED_VAR_NAME "@beginsWith ARGS:" "t:none"',
  engines: 'v2 escapes bytes that are not printable. v3 clears it when a rule does not match.',
  phase: 0,
  stable: false,
  value: ({ matched }) => (matched.name === '' ? null : matched.name),
})

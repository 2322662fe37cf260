import { collection } from '@secrule/program'

export const matchedVars = collection({
  name: 'MATCHED_VARS',
  summary: 'Values of all matches of the rule before in the chain, by full name.',
  example:
    'SecRule ARGS|REQUEST_COOKIES "@contains passwd" "id:1,phase:2,deny,chain"\n    SecRule MATCHED_VARS "@rx \\d" "t:none"',
  engines: 'In v3 values of an earlier rule that matched can be left over.',
  phase: 0,
  stable: false,
  read: ({ matched }) => matched.values,
})

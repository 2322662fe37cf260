import { collection } from '@secrule/program'

export const matchedVarsNames = collection({
  name: 'MATCHED_VARS_NAMES',
  summary: 'Full names of all matches of the rule before in the chain.',
  example:
    'SecRule ARGS|REQUEST_COOKIES "@contains passwd" "id:1,phase:2,deny,chain"\n    SecRule MATCHED_VARS_NAMES "@contains password" "t:none"',
  engines: 'In v3 names of an earlier rule that matched can be left over.',
  phase: 0,
  stable: false,
  read: ({ matched }) => matched.names,
})

import { scalar } from '@secrule/program'

export const modsecBuild = scalar({
  name: 'MODSEC_BUILD',
  summary:
    'Nine digits of the libmodsecurity release whose language this is, so that rules that ask for a version hold.',
  example: 'SecRule MODSEC_BUILD "!@ge 020900000" "id:1,phase:1,pass,log,msg:\'old engine\'"',
  engines: 'The other engines give their own version. Coraza rejects it.',
  phase: 0,
  stable: true,
  value: () => '030013100',
})

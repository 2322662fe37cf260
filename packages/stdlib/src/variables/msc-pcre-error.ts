import { scalar } from '@secrule/program'

export const mscPcreError = scalar({
  name: 'MSC_PCRE_ERROR',
  summary: '1 after a regular expression ended with an error in this transaction, else 0.',
  example: 'SecRule MSC_PCRE_ERROR "@eq 1" "id:1,phase:5,pass,log"',
  engines: 'v3 alone has it; v2 has TX:MSC_PCRE_ERROR.',
  phase: 0,
  stable: false,
  value: (transaction) => (transaction.pcreError ? '1' : '0'),
})

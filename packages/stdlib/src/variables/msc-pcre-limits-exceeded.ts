import { scalar } from '@secrule/program'

export const mscPcreLimitsExceeded = scalar({
  name: 'MSC_PCRE_LIMITS_EXCEEDED',
  summary:
    '1 after a regular expression reached its match limit in this transaction, else 0. TX:MSC_PCRE_LIMITS_EXCEEDED says the same.',
  example: 'SecRule MSC_PCRE_LIMITS_EXCEEDED "@eq 1" "id:1,phase:2,deny"',
  engines: 'v3 alone has it; v2 has TX:MSC_PCRE_LIMITS_EXCEEDED.',
  phase: 0,
  stable: false,
  value: (transaction) => (transaction.pcreLimitExceeded ? '1' : '0'),
})

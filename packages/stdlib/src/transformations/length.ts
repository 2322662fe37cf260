import { transformation } from '@secrule/program'

/** t:length, for numeric operators. Always counts as a change. */
export const length = transformation({
  name: 'length',
  summary: 'Replaces the value by its length in bytes, as a decimal number.',
  example: 'SecRule REQUEST_BODY "@gt 10000" "id:1,phase:2,deny,t:none,t:length"',
  alwaysChanges: true,
  run: (value) => String(value.length),
})

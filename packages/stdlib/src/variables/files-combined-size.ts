import { scalar } from '@secrule/program'

export const filesCombinedSize = scalar({
  name: 'FILES_COMBINED_SIZE',
  summary: 'Bytes of all uploaded files together.',
  example: 'SecRule FILES_COMBINED_SIZE "@gt 10485760" "id:1,phase:2,deny,status:413"',
  engines: 'Coraza counts plain form fields too.',
  phase: 2,
  stable: true,
  value: ({ request }) => String(request.files.reduce((sum, { size }) => sum + size, 0)),
})

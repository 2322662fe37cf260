import { collection } from '@secrule/program'

export const multipartPartHeaders = collection({
  name: 'MULTIPART_PART_HEADERS',
  summary: 'Header lines of the parts of a multipart body, by part name.',
  example: 'SecRule MULTIPART_PART_HEADERS "@rx content-transfer-encoding:(.*)" "id:1,phase:2,deny,t:lowercase"',
  phase: 2,
  stable: true,
  read: ({ request }) => request.partHeaders,
})

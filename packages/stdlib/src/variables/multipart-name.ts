import { collection } from '@secrule/program'

export const multipartName = collection({
  name: 'MULTIPART_NAME',
  summary: 'Names of the parts of a multipart body.',
  example: 'SecRule MULTIPART_NAME "@rx [^\\w.-]" "id:1,phase:2,deny"',
  engines: 'v2 has the last one only, without key.',
  phase: 2,
  stable: true,
  read: ({ request }) => request.partNames,
})

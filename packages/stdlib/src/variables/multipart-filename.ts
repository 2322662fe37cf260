import { collection } from '@secrule/program'

export const multipartFilename = collection({
  name: 'MULTIPART_FILENAME',
  summary: 'File names of the parts of a multipart body, by part name.',
  example: 'SecRule MULTIPART_FILENAME "@contains .." "id:1,phase:2,deny"',
  engines: 'v2 has the last one only, without key.',
  phase: 2,
  stable: true,
  read: ({ request }) => request.partFilenames,
})

import { scalar } from '@secrule/program'

export const responseContentType = scalar({
  name: 'RESPONSE_CONTENT_TYPE',
  summary: 'Media type of the response without its parameters.',
  example: 'SecRule RESPONSE_CONTENT_TYPE "@streq text/html" "id:1,phase:3,pass"',
  phase: 3,
  stable: true,
  value: ({ response }) => response.contentType || null,
})

import { scalar } from '@secrule/program'

export const responseBody = scalar({
  name: 'RESPONSE_BODY',
  summary: 'The response body. Needs SecResponseBodyAccess and a media type of SecResponseBodyMimeType.',
  example: 'SecRule RESPONSE_BODY "@contains ORA-00933" "id:1,phase:4,deny"',
  phase: 4,
  stable: true,
  value: ({ response }) => (response.body.length === 0 ? null : response.body.text()),
})

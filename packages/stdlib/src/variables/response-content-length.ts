import { scalar } from '@secrule/program'

export const responseContentLength = scalar({
  name: 'RESPONSE_CONTENT_LENGTH',
  summary: 'Bytes of the response body that were buffered.',
  example: 'SecRule RESPONSE_CONTENT_LENGTH "@gt 100000" "id:1,phase:4,pass,log"',
  engines: 'v2 has the number of the Content-Length header.',
  phase: 4,
  stable: true,
  value: ({ response, dialect }) => {
    if (!dialect.lengthFromHeader) return String(response.body.length)
    const header = response.headers.named('content-length')[0]?.value ?? ''
    return /^\d+$/.test(header) ? header : '0'
  },
})

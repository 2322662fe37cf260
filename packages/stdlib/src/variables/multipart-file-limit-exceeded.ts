import { multipartFlag } from './multipart-flag.js'

export const multipartFileLimitExceeded = multipartFlag({
  name: 'MULTIPART_FILE_LIMIT_EXCEEDED',
  summary: '1 when there were more files than SecUploadFileLimit allows.',
  example: 'SecRule MULTIPART_FILE_LIMIT_EXCEEDED "@eq 1" "id:1,phase:2,deny,status:400"',
  engines: 'Coraza declares it and never fills it. v3 has no value when the body was not multipart.',
  flag: 'fileLimitExceeded',
})

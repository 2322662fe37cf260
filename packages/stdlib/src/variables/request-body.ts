import { scalar } from '@secrule/program'

export const requestBody = scalar({
  name: 'REQUEST_BODY',
  summary: 'The request body; of a multipart body without the contents of files.',
  example: 'SecRule REQUEST_BODY "@contains <?xml" "id:1,phase:2,pass,log"',
  engines:
    'v3 has the files too. v2 has a value for URLENCODED bodies alone, Coraza for URLENCODED and RAW ones; ctl:forceRequestBodyVariable adds bodies without a processor.',
  phase: 2,
  stable: true,
  value: ({ request: { body }, dialect, forceRequestBody }) => {
    const isShown = forceRequestBody || (dialect.bodyVariableFor?.includes(body.processor) ?? true)
    return body.length === 0 || !isShown ? null : body.text()
  },
})

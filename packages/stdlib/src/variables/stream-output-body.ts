import { scalar } from '@secrule/program'

export const streamOutputBody = scalar({
  name: 'STREAM_OUTPUT_BODY',
  summary: 'The response body as one value that @rsub may change. Needs SecStreamOutBodyInspection.',
  example: 'SecRule STREAM_OUTPUT_BODY "@rsub s/secret/xxxxxx/" "id:1,phase:4,pass"',
  engines: 'v2 alone has it.',
  phase: 4,
  stable: false,
  value: (transaction) => transaction.streamOutput,
})

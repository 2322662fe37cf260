import { scalar } from '@secrule/program'

export const streamInputBody = scalar({
  name: 'STREAM_INPUT_BODY',
  summary: 'The request body as one value that @rsub may change. Needs SecStreamInBodyInspection.',
  example: 'SecRule STREAM_INPUT_BODY "@rsub s/secret/xxxxxx/" "id:1,phase:2,pass"',
  engines: 'v2 alone has it.',
  phase: 2,
  stable: false,
  value: (transaction) => transaction.streamInput,
})

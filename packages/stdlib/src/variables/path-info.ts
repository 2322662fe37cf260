import { scalar } from '@secrule/program'

export const pathInfo = scalar({
  name: 'PATH_INFO',
  summary: 'The same as REQUEST_FILENAME.',
  example: 'SecRule PATH_INFO "@contains /../" "id:1,phase:1,deny"',
  engines: 'v2 has what follows the name of the script in the path. Coraza declares it and never fills it.',
  phase: 1,
  stable: true,
  value: ({ request }) => request.filename,
})

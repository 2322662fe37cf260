import { collection } from '@secrule/program'

export const filesNames = collection({
  name: 'FILES_NAMES',
  summary: 'Names of the form fields that carried files.',
  example: 'SecRule FILES_NAMES "!@streq avatar" "id:1,phase:2,deny"',
  engines: 'v2 takes no selector.',
  phase: 2,
  stable: true,
  read: ({ request }) => request.files.map(({ name }) => ({ key: name, value: name })),
})

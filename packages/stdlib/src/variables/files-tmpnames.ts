import { collection } from '@secrule/program'

export const filesTmpnames = collection({
  name: 'FILES_TMPNAMES',
  summary: 'Paths of the temporary files that hold uploads, by form field; none for files that were not saved.',
  example: 'SecRule FILES_TMPNAMES "@inspectFile check-upload.lua" "id:1,phase:2,deny"',
  engines: 'A host without a file system saves nothing, so there it is empty.',
  phase: 2,
  stable: true,
  read: ({ request }) =>
    request.files.flatMap(({ name, tmpName }) => (tmpName === null ? [] : [{ key: name, value: tmpName }])),
})

import { collection } from '@secrule/program'

export const filesSizes = collection({
  name: 'FILES_SIZES',
  summary: 'Sizes of uploaded files in bytes, by form field.',
  example: 'SecRule FILES_SIZES "@gt 1048576" "id:1,phase:2,deny"',
  engines: 'Coraza has the file name as key.',
  phase: 2,
  stable: true,
  read: ({ request, dialect: { fileKeys } }) =>
    request.files.map(({ name, filename, size }) => ({
      key: fileKeys === 'coraza' ? filename : name,
      value: String(size),
    })),
})

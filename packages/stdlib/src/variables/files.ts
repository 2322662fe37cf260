import { collection } from '@secrule/program'

export const files = collection({
  name: 'FILES',
  summary: 'Names that the client gave to uploaded files, by form field.',
  example: 'SecRule FILES "@endsWith .php" "id:1,phase:2,deny"',
  engines: 'Coraza leaves the key empty.',
  phase: 2,
  stable: true,
  read: ({ request, dialect: { fileKeys } }) =>
    request.files.flatMap(({ name, filename, extendedFilename = null }) => {
      const names = extendedFilename === null ? [filename] : [filename, extendedFilename]
      return names.map((value) => ({ key: fileKeys === 'coraza' ? '' : name, value }))
    }),
})

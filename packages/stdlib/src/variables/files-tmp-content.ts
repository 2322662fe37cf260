import { collection } from '@secrule/program'

export const filesTmpContent = collection({
  name: 'FILES_TMP_CONTENT',
  summary: 'Contents of uploaded files, by form field. Needs SecTmpSaveUploadedFiles or SecUploadKeepFiles.',
  example: 'SecRule FILES_TMP_CONTENT "@contains <?php" "id:1,phase:2,deny"',
  engines: 'Coraza declares it and never fills it.',
  phase: 2,
  stable: true,
  read: ({ request }) =>
    request.files.flatMap(({ name, content }) => (content === null ? [] : [{ key: name, value: content }])),
})

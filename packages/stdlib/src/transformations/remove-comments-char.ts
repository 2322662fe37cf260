import { transformation } from '@secrule/program'

/** t:removeCommentsChar. One pass: what comes together by the removal is not looked at again. */
export const removeCommentsChar = transformation({
  name: 'removeCommentsChar',
  summary: 'Removes the marks of comments: /* */ <!-- --> -- #.',
  example: 'SecRule ARGS "@contains unionselect" "id:1,phase:2,deny,t:none,t:lowercase,t:removeCommentsChar"',
  touches: '*-#',
  run: (value) => value.replace(/\/\*|\*\/|<!--|-->|--|#/g, ''),
})

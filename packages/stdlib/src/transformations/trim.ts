import { transformation } from '@secrule/program'
import { isSpace } from './is-space.js'

/** t:trim. */
export const trim = transformation({
  name: 'trim',
  summary: 'Removes white space at both ends.',
  example: 'SecRule ARGS:user "@streq admin" "id:1,phase:2,deny,t:none,t:trim"',
  touches: '\t\n\v\f\r ',
  run: (value) => {
    let from = 0
    let to = value.length
    while (from < to && isSpace(value.charCodeAt(from))) from++
    while (to > from && isSpace(value.charCodeAt(to - 1))) to--
    return to - from === value.length ? value : value.slice(from, to)
  },
})

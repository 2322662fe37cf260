import { transformation } from '@secrule/program'
import { isSpace } from './is-space.js'

/** t:trimRight. */
export const trimRight = transformation({
  name: 'trimRight',
  summary: 'Removes white space at the end.',
  example: 'SecRule ARGS:file "@endsWith .php" "id:1,phase:2,deny,t:none,t:trimRight"',
  touches: '\t\n\v\f\r ',
  run: (value) => {
    let to = value.length
    while (to > 0 && isSpace(value.charCodeAt(to - 1))) to--
    return to === value.length ? value : value.slice(0, to)
  },
})

import { transformation } from '@secrule/program'
import { isSpace } from './is-space.js'

/** t:trimLeft. */
export const trimLeft = transformation({
  name: 'trimLeft',
  summary: 'Removes white space at the start.',
  example: 'SecRule ARGS "@beginsWith ;" "id:1,phase:2,deny,t:none,t:trimLeft"',
  touches: '\t\n\v\f\r ',
  run: (value) => {
    let from = 0
    while (from < value.length && isSpace(value.charCodeAt(from))) from++
    return from === 0 ? value : value.slice(from)
  },
})

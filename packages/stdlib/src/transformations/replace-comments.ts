import { transformation } from '@secrule/program'

/** t:replaceComments. A comment without its end goes to the end of the value; an end without its beginning stays. */
export const replaceComments = transformation({
  name: 'replaceComments',
  summary: 'Replaces each C comment by one space.',
  example: 'SecRule ARGS "@contains union select" "id:1,phase:2,deny,t:none,t:lowercase,t:replaceComments"',
  touches: '*',
  run: (value) => {
    let begin = value.indexOf('/*')
    if (begin < 0) return value
    const pieces: string[] = []
    let from = 0
    while (begin >= 0) {
      pieces.push(value.slice(from, begin))
      const end = value.indexOf('*/', begin + 2)
      from = end < 0 ? value.length : end + 2
      begin = end < 0 ? -1 : value.indexOf('/*', from)
    }
    pieces.push(value.slice(from))
    return pieces.join(' ')
  },
})

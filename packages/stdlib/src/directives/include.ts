import { structure } from './structure.js'

export const include = structure({
  name: 'Include',
  summary: 'Loads other files of rules at this place.',
  example: 'Include rules/*.conf',
  engines: 'v3 looks in the working directory first. Coraza only warns when a pattern fits no file.',
  form: 'PATH|GLOB',
  words: [1, 1],
})

import { structure } from './structure.js'

export const includeOptional = structure({
  name: 'IncludeOptional',
  summary: 'Loads other files of rules at this place, if there are any.',
  example: 'IncludeOptional local/*.conf',
  engines: 'v3 and Coraza reject it.',
  form: 'PATH|GLOB',
  words: [1, 1],
})

import { structure } from './structure.js'

export const secMarker = structure({
  name: 'SecMarker',
  summary: 'Names a place among the rules that skipAfter goes to.',
  example: 'SecMarker END-CHECKS',
  form: 'NAME',
  words: [1, 1],
})

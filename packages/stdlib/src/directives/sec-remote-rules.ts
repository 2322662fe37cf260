import { structure } from './structure.js'

export const secRemoteRules = structure({
  name: 'SecRemoteRules',
  summary: 'Loads rules over HTTPS when the ruleset is loaded.',
  example: 'SecRemoteRules some-key https://rules.example.com/site',
  engines: 'Coraza rejects it.',
  form: '[crypto] KEY URL',
  words: [2, 3],
})

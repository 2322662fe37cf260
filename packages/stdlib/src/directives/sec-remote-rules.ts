import { structure } from './structure.js'

export const secRemoteRules = structure({
  name: 'SecRemoteRules',
  summary:
    'Loads rules over HTTPS when the ruleset is compiled, with `compileAsync` or the command; the server gets the key as ' +
    'ModSec-key. They act at the place of the directive, and must not include others.',
  example: 'SecRemoteRules some-key https://rules.example.com/site',
  engines: 'v2 can decrypt rules (`crypto`). Coraza rejects it.',
  form: '[crypto] KEY URL',
  words: [2, 3],
})

import { structure } from './structure.js'

export const secDataset = structure({
  name: 'SecDataset',
  summary: 'Defines a list of lines that @pmFromDataset and @ipMatchFromDataset use.',
  example: 'SecDataset colours `\nred\ngreen\n`',
  engines: 'Coraza alone has it.',
  form: 'NAME `lines`',
  words: [2, 2],
})

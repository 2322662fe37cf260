import { directive, isDiagnostic, problem } from '@secrule/program'
import { unicodeTable } from './unicode-table.js'

export const secUnicodeMapFile = directive<{ readonly table: readonly number[]; readonly codePage: number }>({
  name: 'SecUnicodeMapFile',
  summary: 'File and code page that t:urlDecodeUni maps %uXXXX with, instead of the built-in table of code page 20127.',
  example: 'SecUnicodeMapFile unicode.mapping 20127',
  engines: 'Coraza rejects it.',
  form: 'PATH [CODEPAGE]',
  words: [1, 2],
  group: 'setting',
  compile: (words, span, context) => {
    const [name, page] = words
    if (page !== undefined && !/^\d{1,6}$/.test(page.value)) {
      return problem(page.span, 'bad-number', page.value, 'write the number of a code page, such as `20127`')
    }
    const codePage = page === undefined ? context.settings.unicodeCodePage : Number(page.value)
    const file = context.readFile(name?.value ?? '', name?.span ?? span)
    if (isDiagnostic(file)) return file
    const table = unicodeTable(file.text, codePage)
    if (typeof table === 'string') {
      return problem(
        name?.span ?? span,
        'bad-argument',
        'SecUnicodeMapFile',
        `\`${table}\` in \`${file.path}\` is no entry`,
        'entries are `code:byte`, in hexadecimal',
      )
    }
    return table === null
      ? problem(
          page?.span ?? span,
          'bad-argument',
          'SecUnicodeMapFile',
          `\`${file.path}\` has no code page ${codePage}`,
        )
      : { table, codePage }
  },
  apply: ({ table, codePage }, settings) => {
    settings.unicodeMap = table
    settings.unicodeCodePage = codePage
  },
})

import { directive, isDiagnostic } from '@secrule/program'

export const secGsbLookupDB = directive<string>({
  name: 'SecGsbLookupDB',
  summary: 'List of MD5 digests of URLs that @gsbLookup looks in.',
  example: 'SecGsbLookupDB malware-hashes.txt',
  engines: 'v3 rejects it, Coraza ignores it.',
  form: 'PATH',
  words: [1, 1],
  group: 'setting',
  compile: (words, span, context) => {
    const file = context.readFile(words[0]?.value ?? '', words[0]?.span ?? span)
    return isDiagnostic(file) ? file : file.path
  },
  apply: (path, settings) => {
    settings.gsbLookupDb = path
  },
})

import { directive, isDiagnostic } from '@secrule/program'
import { textWord } from './text-word.js'

const word = textWord('SecGeoLookupDB')

export const secGeoLookupDB = directive<string>({
  name: 'SecGeoLookupDB',
  summary: 'Database that @geoLookup reads.',
  example: 'SecGeoLookupDB GeoLite2-City.mmdb',
  engines: 'Coraza rejects it.',
  form: 'PATH',
  words: [1, 1],
  group: 'setting',
  compile: (words, span, context) => {
    const name = word(words, span)
    // Databases are large and binary: the host opens it. A name that fits no file here may fit one there.
    return isDiagnostic(name) ? name : (context.locate?.(name, words[0]!.span) ?? name)
  },
  apply: (path, settings) => {
    settings.geoLookupDb = path
  },
})

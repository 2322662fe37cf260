import { directive, problem } from '@secrule/program'
import { lowerCase } from '../lower-case.js'

export const secResponseBodyMimeType = directive<{ readonly types: readonly string[]; readonly replaces: boolean }>({
  name: 'SecResponseBodyMimeType',
  summary:
    'Adds media types whose response bodies are inspected; `null` stands for a response without one. The first use replaces text/plain and text/html.',
  example: 'SecResponseBodyMimeType text/html application/json',
  engines: 'In Coraza each use replaces the list.',
  form: 'MIME [MIME ...]',
  words: [1, Number.POSITIVE_INFINITY],
  group: 'setting',
  compile: (words, _span, { dialect }) => {
    const wrong = words.find(({ value }) => value.toLowerCase() !== 'null' && !/^[^\s/;,]+\/[^\s/;,]+$/.test(value))
    return wrong === undefined
      ? {
          types: words.map(({ value }) => (dialect.exactMediaTypes ? value : lowerCase(value))),
          replaces: dialect.mimeTypesReplace,
        }
      : problem(wrong.span, 'bad-word', wrong.value, 'SecResponseBodyMimeType', 'write `text/html`, or `null`')
  },
  apply: ({ types, replaces }, settings) => {
    const before = replaces || settings.responseBodyMimeTypesDefault ? [] : settings.responseBodyMimeTypes
    settings.responseBodyMimeTypes = [...new Set([...before, ...types])]
    settings.responseBodyMimeTypesDefault = false
  },
})

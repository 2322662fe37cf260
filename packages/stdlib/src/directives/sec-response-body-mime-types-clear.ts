import { directive } from '@secrule/program'

export const secResponseBodyMimeTypesClear = directive<Readonly<Record<string, never>>>({
  name: 'SecResponseBodyMimeTypesClear',
  summary: 'Empties the list of media types whose response bodies are inspected.',
  example: 'SecResponseBodyMimeTypesClear',
  form: '',
  words: [0, 0],
  group: 'setting',
  compile: () => ({}),
  apply: (_constant, settings) => {
    settings.responseBodyMimeTypes = []
    settings.responseBodyMimeTypesDefault = false
  },
})

import { type DirectiveDefinition, type Documented, directive } from '@secrule/program'
import { choice } from './choice.js'

/** The settings that are on or off. */
type Switch =
  | 'requestBodyAccess'
  | 'responseBodyAccess'
  | 'disableBackendCompression'
  | 'contentInjection'
  | 'streamInBodyInspection'
  | 'streamOutBodyInspection'
  | 'tmpSaveUploadedFiles'
  | 'interceptOnError'
  | 'rxPreFilter'

/** A directive that takes On or Off. */
export function switchSetting(definition: Documented & { readonly setting: Switch }): DirectiveDefinition {
  const { setting, ...documentation } = definition
  return directive({
    ...documentation,
    form: 'On|Off',
    words: [1, 1],
    group: 'setting',
    compile: choice(definition.name, 'On', 'Off'),
    apply: (word, settings) => {
      settings[setting] = word === 'On'
    },
  })
}

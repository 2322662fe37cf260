import { type DirectiveDefinition, type Documented, directive } from '@secrule/program'
import { textWord } from './text-word.js'

/** The settings that are texts: names, paths that the engine writes to, keys. */
type TextSetting =
  | 'uploadDir'
  | 'tmpDir'
  | 'dataDir'
  | 'auditLog'
  | 'auditLog2'
  | 'auditLogStorageDir'
  | 'debugLog'
  | 'sensorId'
  | 'serverSignature'
  | 'webAppId'
  | 'httpBlKey'
  | 'hashParam'

/** A directive that takes one text as it is. */
export function textSetting(
  definition: Documented & { readonly form: string; readonly setting: TextSetting },
): DirectiveDefinition {
  const { setting, ...documentation } = definition
  return directive({
    ...documentation,
    words: [1, 1],
    group: 'setting',
    compile: textWord(definition.name),
    apply: (text, settings) => {
      settings[setting] = text
    },
  })
}

import { type DirectiveDefinition, type Documented, directive } from '@secrule/program'
import { wholeNumber } from './whole-number.js'

/** The settings that are numbers. */
type NumberSetting =
  | 'requestBodyLimit'
  | 'requestBodyNoFilesLimit'
  | 'requestBodyInMemoryLimit'
  | 'requestBodyJsonDepthLimit'
  | 'argumentsLimit'
  | 'responseBodyLimit'
  | 'uploadFileLimit'
  | 'debugLogLevel'
  | 'rulePerfTime'
  | 'collectionTimeout'
  | 'pcreMatchLimit'
  | 'pcreMatchLimitRecursion'

/** A directive that takes a number, within bounds. */
export function numberSetting(
  definition: Documented & {
    readonly form: string
    readonly setting: NumberSetting
    readonly least: number
    readonly most: number
  },
): DirectiveDefinition {
  const { setting, least, most, ...documentation } = definition
  return directive({
    ...documentation,
    words: [1, 1],
    group: 'setting',
    compile: wholeNumber(definition.name, least, most),
    apply: (number, settings) => {
      settings[setting] = number
    },
  })
}

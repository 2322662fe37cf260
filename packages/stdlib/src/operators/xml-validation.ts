import type { XmlDocument, XmlValidation } from '@secrule/body'
import type { OperatorContext } from '@secrule/program'

/** A schema or DTD as it was read with the rules. */
export interface XmlSchemaFile {
  readonly path: string
  readonly text: string
}

/**
 * Whether the XML body of the request fails a validation: also when there is no XML body, or one that is not well
 * formed. A schema that the engine cannot use is an error.
 */
export function failsValidation(context: OperatorContext, validate: (document: XmlDocument) => XmlValidation): boolean {
  const { transaction } = context
  const { body } = transaction.request
  if (body.xml === null || body.error !== null) return true
  // the tree that rules see is a document of the host's engine
  const validation = validate(body.xml as XmlDocument)
  if (validation.outcome !== 'unusable') return validation.outcome === 'invalid'
  transaction.debug(1, () => `validation: ${validation.error}`)
  return context.error('schema-unusable')
}

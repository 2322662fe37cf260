import { toBytes, type XmlDocument, type XmlEngine, type XmlValidation } from '@secrule/body'
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
  const engine = transaction.services.xml as XmlEngine | null
  if (engine === null) return context.error('xml-missing')
  const { body } = transaction.request
  if (body.xml === null || body.error !== null) return true
  const document = engine.parse(toBytes(body.text()), { externalEntities: transaction.settings.xmlExternalEntity })
  if ('error' in document) return true
  try {
    const validation = validate(document)
    if (validation.outcome !== 'unusable') return validation.outcome === 'invalid'
    transaction.debug(1, () => `validation: ${validation.error}`)
    return context.error('schema-unusable')
  } finally {
    document.free()
  }
}

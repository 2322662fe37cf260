import type { XmlDocument, XmlValidation } from '@secrule/body'
import type { OperatorContext } from '@secrule/program'

/** A schema or DTD as it was read with the rules. */
export interface XmlSchemaFile {
  /** As the rule names it. */
  readonly name: string
  readonly text: string
}

/** A schema or DTD that is ready: engines keep what they make of it by this array. */
export interface XmlSchema {
  /** What it is called in the debug log. */
  readonly kind: 'DTD' | 'Schema'
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Whether the XML body of the request fails a validation: also when there is no XML body, or one that is not well
 * formed, and when the schema cannot be used, since nothing can be said for the body then.
 */
export function failsValidation(
  { kind, name, bytes }: XmlSchema,
  context: OperatorContext,
  validate: (document: XmlDocument, bytes: Uint8Array, name: string) => XmlValidation,
): boolean {
  const { transaction } = context
  const { settings, dialect } = transaction
  const tell = (text: string): void => transaction.debug(4, () => text)
  if (kind === 'DTD' && dialect.dtdNeedsEntities && !settings.xmlExternalEntity) {
    tell(`XML: Failed to load DTD: ${name}`)
    return true
  }
  const { body } = transaction.request
  if (body.xml === null || body.error !== null) {
    tell(`XML: ${kind} validation failed because content is not well formed.`)
    return true
  }
  // the tree that rules see is a document of the host's engine
  const validation = validate(body.xml as XmlDocument, bytes, name)
  if (validation.outcome === 'valid') {
    tell(`XML: Successfully validated payload against ${kind}: ${name}`)
    return false
  }
  if (validation.outcome === 'invalid') {
    for (const error of validation.errors) tell(`XML Error: ${error}`)
    tell(`XML: ${kind} validation failed.`)
  } else tell(`XML: Failed to load ${kind}: ${name}. XML Error: ${validation.error}`)
  return true
}

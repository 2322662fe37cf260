import type * as Libxml from 'libxml2-wasm'
import { toBytes, utf8Bytes } from '../byte-string.js'
import { checkXPath } from '../xml/check-xpath.js'
import type { XmlDocument, XmlEngine, XmlNamespaces, XmlValidation } from '../xml/xml-engine.js'
import { createXmlReader } from '../xml/xml-reader.js'

/**
 * The XML engine with schema and DTD validation and all of XPath 1.0, by libxml2 in WebAssembly. Loading it takes a
 * moment, so it is asked for, not imported. Documents are read by the built-in reader first, with its bounds; libxml2 sees
 * only what that accepts, and only when a rule needs it. It has no files and no network: a schema that includes others is
 * not usable. Schemas and DTDs are compiled once for each array of bytes that is passed, so pass the same one again.
 */
export async function loadLibxml(): Promise<XmlEngine> {
  const libxml = await import('libxml2-wasm')
  const reader = createXmlReader()
  const schemas = new WeakMap<Uint8Array, Libxml.XsdValidator | string>()
  const dtds = new WeakMap<Uint8Array, Libxml.DtdValidator | string>()
  // Expressions of rules that libxml2 cannot evaluate: it says so on standard error each time it is asked.
  const refused = new Set<string>()

  return {
    validates: true,
    parse(body, options) {
      const result = reader.parse(body, options)
      if ('error' in result) return result
      return documentOf(result, typeof body === 'string' ? toBytes(body) : body)
    },
    open(body, options) {
      const reading = reader.open!(body, options)
      return {
        goOn: (bytes) => reading.goOn(bytes),
        end() {
          const result = reading.end()
          return 'error' in result ? result : documentOf(result, typeof body === 'string' ? toBytes(body) : body)
        },
      }
    },
  }

  function documentOf(read: XmlDocument, bytes: Uint8Array): XmlDocument {
    let document: Libxml.XmlDocument | null | undefined
    const tree = (): Libxml.XmlDocument | null => {
      if (document === undefined) document = attempt(() => parse(bytes), null)
      return document
    }
    return {
      xpath(expression, namespaces) {
        if (checkXPath(expression) === null) return read.xpath(expression, namespaces)
        const whole = refused.has(expression) ? null : tree()
        if (whole === null) return null
        const found = attempt(() => select(whole, expression, namespaces), null)
        if (found === null && refused.size < 1000) refused.add(expression)
        return found
      },
      validateSchema(schema, name) {
        return validate(
          tree(),
          remember(schemas, schema, () => compileSchema(schema, name)),
        )
      },
      validateDtd(dtd, name) {
        return validate(
          tree(),
          remember(dtds, dtd, () => compileDtd(dtd, name)),
        )
      },
      free() {
        read.free()
        document?.dispose()
        document = null
      },
    }
  }

  function parse(bytes: Uint8Array): Libxml.XmlDocument {
    const { XML_PARSE_NOENT, XML_PARSE_NONET, XML_PARSE_NO_XXE, XML_PARSE_NOCDATA } = libxml.ParseOption
    const option = XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NO_XXE | XML_PARSE_NOCDATA
    return libxml.XmlDocument.fromBuffer(bytes, { option })
  }

  function select(document: Libxml.XmlDocument, expression: string, namespaces: XmlNamespaces): string[] {
    const prefixes = Object.fromEntries(namespaces.map(([prefix, uri]) => [wide(prefix), wide(uri)]))
    const found = document.eval(wide(expression), prefixes)
    return Array.isArray(found) ? found.map((node) => utf8Bytes(node.content)) : []
  }

  function compileSchema(schema: Uint8Array, name: string): Libxml.XsdValidator | string {
    let document: Libxml.XmlDocument | null = null
    try {
      document = parse(schema)
      return libxml.XsdValidator.fromDoc(document)
    } catch (problem) {
      return document === null ? `Failed to parse the XML resource '${name}'.` : messages(problem).join(' ')
    } finally {
      document?.dispose()
    }
  }

  function compileDtd(dtd: Uint8Array, name: string): Libxml.DtdValidator | string {
    try {
      return new libxml.DtdValidator(libxml.XmlDtd.fromBuffer(dtd))
    } catch (problem) {
      return messages(problem).join(' ') || `Failed to parse the DTD '${name}'.`
    }
  }

  function validate(
    document: Libxml.XmlDocument | null,
    validator: { validate(document: Libxml.XmlDocument): void } | string,
  ): XmlValidation {
    if (typeof validator === 'string') return { outcome: 'unusable', error: validator }
    if (document === null) return { outcome: 'unusable', error: 'the document cannot be read' }
    try {
      validator.validate(document)
      return { outcome: 'valid' }
    } catch (problem) {
      const errors = messages(problem)
      if (problem instanceof libxml.XmlValidateError) return { outcome: 'invalid', errors }
      return { outcome: 'unusable', error: errors.join(' ') }
    }
  }

  /** Texts of libxml2 as byte strings, one for each thing that is wrong. */
  function messages(problem: unknown): string[] {
    if (problem instanceof libxml.XmlLibError && problem.details.length > 0) {
      return problem.details.map((detail) => utf8Bytes(detail.message.trim()))
    }
    return [utf8Bytes(problem instanceof Error ? problem.message.trim() : String(problem))]
  }
}

/** A byte string of UTF-8 as the UTF-16 text that libxml2's wrapper takes. */
function wide(text: string): string {
  return new TextDecoder().decode(toBytes(text))
}

function attempt<T, F>(work: () => T, otherwise: F): T | F {
  try {
    return work()
  } catch {
    return otherwise
  }
}

function remember<V>(known: WeakMap<Uint8Array, V>, key: Uint8Array, make: () => V): V {
  let value = known.get(key)
  if (value === undefined) {
    value = make()
    known.set(key, value)
  }
  return value
}

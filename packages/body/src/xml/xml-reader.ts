import { toBytes } from '../byte-string.js'
import type {
  XmlDocument,
  XmlEngine,
  XmlFailure,
  XmlNamespaces,
  XmlParseOptions,
  XmlReading,
  XmlValidation,
} from './xml-engine.js'
import { XmlParser } from './xml-parser.js'
import { XmlTree } from './xml-tree.js'
import { selectNodes, stringValue } from './xpath-evaluator.js'
import { parseXPath } from './xpath-parser.js'

const unable: XmlValidation = { outcome: 'unusable', error: 'this XML engine cannot validate' }

/**
 * The XML engine that works everywhere: no files, no network, bounded in depth, nodes and entity expansion. It reads
 * UTF-8, UTF-16 and ISO-8859-1 and has the XPath 1.0 that rules use; schemas and DTD validation need another engine.
 */
export function createXmlReader(): XmlEngine {
  return { parse, open }
}

function parse(body: Uint8Array | string, options: XmlParseOptions): XmlDocument | XmlFailure {
  const reading = open(body, options)
  reading.goOn(Number.POSITIVE_INFINITY)
  return reading.end()
}

function open(body: Uint8Array | string, options: XmlParseOptions): XmlReading {
  const parser = new XmlParser(typeof body === 'string' ? toBytes(body) : body, {
    depth: options.depthLimit ?? 256,
    nodes: options.nodeLimit ?? 100_000,
    expansion: options.expansionLimit ?? 200_000,
  })
  return {
    goOn: (bytes) => parser.goOn(bytes),
    end() {
      const { tree, error } = parser.end()
      const document = documentOf(tree)
      if (error === null) return document
      return tree.root.children.length === 0 ? { error } : { error, partial: document }
    },
  }
}

function documentOf(whole: XmlTree): XmlDocument {
  let tree = whole
  // Hundreds of rules ask for the same two expressions.
  const answers = new Map<string, string[] | null>()
  return {
    xpath(expression, namespaces) {
      const question = JSON.stringify([expression, namespaces])
      let answer = answers.get(question)
      if (answer === undefined) {
        answer = select(tree, expression, namespaces)
        answers.set(question, answer)
      }
      return answer
    },
    validateSchema: () => unable,
    validateDtd: () => unable,
    free() {
      tree = new XmlTree()
      answers.clear()
    },
  }
}

function select(tree: XmlTree, expression: string, namespaces: XmlNamespaces): string[] | null {
  const parsed = parseXPath(expression)
  if ('error' in parsed) return null
  const nodes = selectNodes(tree, parsed.expression, new Map(namespaces))
  return nodes === null ? null : nodes.map((node) => stringValue(tree, node))
}

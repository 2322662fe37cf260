import { checkXPath } from '@secrule/body'
import {
  collection,
  type Documented,
  type TransactionState,
  type VariableDefinition,
  type XmlTree,
} from '@secrule/program'

/**
 * A variable whose selector is an XPath expression. Without selector it has one value that stands for the whole tree,
 * so that @validateDTD and @validateSchema have something to run on.
 */
export function xmlVariable(
  definition: Documented & { readonly phase: 2 | 4; tree(transaction: TransactionState): XmlTree | null },
): VariableDefinition {
  const { tree, ...rest } = definition
  return collection({
    ...rest,
    selector: 'xpath',
    stable: true,
    checkKey: checkXPath,
    read: (transaction) => (tree(transaction) === null ? [] : [{ key: '', value: '[XML document tree]' }]),
    named: (transaction, expression, namespaces) => {
      const isRuns = expression === '/*' && transaction.dialect.xmlTextRuns
      const values = tree(transaction)?.xpath(isRuns ? '//text()' : expression, namespaces) ?? []
      const shown = isRuns ? values.map((value) => value.trim()).filter((value) => value !== '') : values
      return shown.map((value) => ({ key: expression, value }))
    },
  })
}

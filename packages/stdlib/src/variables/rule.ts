import { collection, type Member, type RuleInfo, type Template, type TransactionState } from '@secrule/program'

/** A text of the rule, expanded. What refers to RULE's own texts gives nothing, or it would never end. */
function expanded(transaction: TransactionState, template: Template | null): string | null {
  if (template === null) return null
  if (transaction.dialect.ruleTexts === 'written') return template.map(written).join('')
  return transaction.expand(
    template.filter(
      (piece) =>
        typeof piece === 'string' ||
        piece.variable !== 'RULE' ||
        (piece.key !== 'msg' && piece.key !== 'logdata' && piece.key !== null),
    ),
  )
}

/** A piece of a text as it may stand in the rule. */
function written(piece: Template[number]): string {
  if (typeof piece === 'string') return piece
  return `%{${piece.variable}${piece.key === null ? '' : `.${piece.key}`}}`
}

const severities = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug']

function severityOf({ severity }: RuleInfo, { dialect }: TransactionState): string | null {
  if (severity === null) return null
  return dialect.ruleSeverity === 'name' ? (severities[severity] ?? String(severity)) : String(severity)
}

const fields: ReadonlyMap<string, (rule: RuleInfo, transaction: TransactionState) => string | null> = new Map([
  ['id', (rule: RuleInfo) => String(rule.id)],
  ['rev', (rule: RuleInfo) => rule.rev || null],
  ['severity', severityOf],
  ['logdata', (rule: RuleInfo, transaction: TransactionState) => expanded(transaction, rule.data)],
  ['msg', (rule: RuleInfo, transaction: TransactionState) => expanded(transaction, rule.message)],
  ['ver', (rule: RuleInfo) => rule.ver || null],
  ['maturity', (rule: RuleInfo) => (rule.maturity === 0 ? null : String(rule.maturity))],
  ['accuracy', (rule: RuleInfo) => (rule.accuracy === 0 ? null : String(rule.accuracy))],
])

function field(transaction: TransactionState, key: string): readonly Member[] {
  const value = transaction.rule === null ? null : (fields.get(key)?.(transaction.rule, transaction) ?? null)
  return value === null ? [] : [{ key, value }]
}

export const rule = collection({
  name: 'RULE',
  summary:
    'Metadata of the rule that is being evaluated, inside a chain of its first rule: id, rev, severity, logdata, msg, ver, maturity, accuracy.',
  example: 'SecRule ARGS "@contains x" "id:1,phase:2,pass,setvar:\'tx.%{rule.id}-seen=1\'"',
  engines:
    'v2 gives msg and logdata with their macros unexpanded. v3 and Coraza have no ver, maturity and accuracy; Coraza gives the name of the severity instead of its number.',
  phase: 0,
  stable: false,
  read: (transaction) => [...fields.keys()].flatMap((key) => field(transaction, key)),
  named: field,
})

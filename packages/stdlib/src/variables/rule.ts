import { collection, type Member, type RuleInfo, type Template, type TransactionState } from '@secrule/program'

/** A text of the rule, expanded. What refers to RULE's own texts gives nothing, or it would never end. */
function expanded(transaction: TransactionState, template: Template | null): string | null {
  if (template === null) return null
  return transaction.expand(
    template.filter(
      (piece) =>
        typeof piece === 'string' ||
        piece.variable !== 'RULE' ||
        (piece.key !== 'msg' && piece.key !== 'logdata' && piece.key !== null),
    ),
  )
}

const fields: ReadonlyMap<string, (rule: RuleInfo, transaction: TransactionState) => string | null> = new Map([
  ['id', (rule: RuleInfo) => String(rule.id)],
  ['rev', (rule: RuleInfo) => rule.rev || null],
  ['severity', (rule: RuleInfo) => (rule.severity === null ? null : String(rule.severity))],
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

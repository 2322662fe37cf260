/** How the words of a directive are to be read. */
export type Form = 'rule' | 'action-list' | 'script' | 'update-target' | 'update-action' | 'dataset'

export interface DirectiveForm {
  readonly form: Form
  /** As shown when words are missing. */
  readonly usage: string
}

/** Directives whose words have a grammar of their own, by name in lower case. All others are plain words. */
export const forms: ReadonlyMap<string, DirectiveForm> = new Map<string, DirectiveForm>([
  ['secrule', { form: 'rule', usage: 'SecRule VARIABLES "OPERATOR" "ACTIONS"' }],
  ['secaction', { form: 'action-list', usage: 'SecAction "ACTIONS"' }],
  ['secdefaultaction', { form: 'action-list', usage: 'SecDefaultAction "ACTIONS"' }],
  ['secrulescript', { form: 'script', usage: 'SecRuleScript FILE "ACTIONS"' }],
  ['secruleupdatetargetbyid', { form: 'update-target', usage: 'SecRuleUpdateTargetById ID "VARIABLES"' }],
  ['secruleupdatetargetbytag', { form: 'update-target', usage: 'SecRuleUpdateTargetByTag TAG "VARIABLES"' }],
  ['secruleupdatetargetbymsg', { form: 'update-target', usage: 'SecRuleUpdateTargetByMsg MSG "VARIABLES"' }],
  ['secruleupdateactionbyid', { form: 'update-action', usage: 'SecRuleUpdateActionById ID "ACTIONS"' }],
  ['secdataset', { form: 'dataset', usage: 'SecDataset NAME ` with lines up to one that begins with `' }],
])

/** Variables, in lower case, whose selector is an XPath expression although it begins with a slash. */
export const xpathNames: ReadonlySet<string> = new Set(['xml', 'request_xml', 'response_xml'])

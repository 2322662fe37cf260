export type {
  Action,
  ActionDirective,
  Blank,
  BrokenDirective,
  Comment,
  DatasetDirective,
  Directive,
  Item,
  KeySelector,
  Node,
  Operator,
  PlainDirective,
  RegexSelector,
  RuleDirective,
  RuleFile,
  ScriptDirective,
  Section,
  Selector,
  Text,
  UpdateActionDirective,
  UpdateTargetDirective,
  Variable,
  XPathSelector,
} from './ast.js'
export { formatRules } from './format-rules.js'
export { type DirectiveForm, type Form, forms, xpathNames } from './forms.js'
export { parseActionList } from './parse-action-list.js'
export { parseOperator } from './parse-operator.js'
export { type ParsedRules, type ParseOptions, parseRules } from './parse-rules.js'
export { parseVariableList, type VariableList } from './parse-variable-list.js'
export type { Escapes, SyntaxStyle } from './syntax-style.js'

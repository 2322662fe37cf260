import { type MacroReference, problem, type Span, subspan, suggestion, type Template } from '@secrule/program'
import { lowerCase } from '@secrule/stdlib'
import type { Variable } from '@secrule/syntax'
import type { Report } from './report.js'
import type { RuleAction, RuleOperator } from './ruleset.js'

/** Members of TX that the engine and its operators set. */
const own = /^(?:\d+|msc_pcre_limits_exceeded|httpbl_msg)$/

/** Which members of TX rules read, set and test for, over a whole load. */
export class TxUses {
  /** Where a name is first read. */
  readonly #reads = new Map<string, Span>()
  readonly #sets = new Set<string>()
  /** Names that hold macros: whatever may stand there. */
  readonly #patterns: RegExp[] = []
  /** Names that some rule counts, so that it knows what to do without them. */
  readonly #counted = new Set<string>()
  /** A script runs, which may set anything. */
  #hasScript = false

  /** What a rule reads and sets. */
  note(variables: readonly Variable[], operator: RuleOperator | null, actions: readonly RuleAction[]): void {
    for (const { mode, name, selector } of variables) {
      if (lowerCase(name.value) !== 'tx' || selector?.kind !== 'key') continue
      const key = lowerCase(selector.key.value)
      if (mode === 'count') this.#counted.add(key)
      else if (mode === 'select') this.#read(key, selector.key.span)
    }
    if (operator !== null) {
      this.#readMacros(operator.template, operator.argument, operator.argumentSpan)
      this.#hasScript ||= isScript(operator.constant)
    }
    for (const { definition, constant, written, valueSpan } of actions) {
      this.#hasScript ||= isScript(constant)
      if (definition.name === 'setvar') this.#set(constant as { collection: string; name: Template; operation: string })
      this.#readMacros(constant, written, valueSpan)
    }
  }

  /** Warns of what is read and never set. */
  report(report: Report): void {
    if (this.#hasScript) return
    for (const [name, span] of this.#reads) {
      const isSet = this.#sets.has(name) || this.#patterns.some((pattern) => pattern.test(name))
      if (isSet || this.#counted.has(name) || own.test(name)) continue
      report.add(problem(span, 'unset-tx', name, suggestion(name, [...this.#sets]) ?? ''))
    }
  }

  #read(name: string, span: Span): void {
    if (!this.#reads.has(name)) this.#reads.set(name, span)
  }

  #set({ collection, name, operation }: { collection: string; name: Template; operation: string }): void {
    if (collection !== 'tx' || operation === 'delete') return
    const [only] = name
    if (name.length === 1 && typeof only === 'string') {
      this.#sets.add(lowerCase(only))
      return
    }
    const source = name.map((part) => (typeof part === 'string' ? escaped(lowerCase(part)) : '.*')).join('')
    this.#patterns.push(new RegExp(`^${source}$`, 's'))
  }

  /** Macros wherever a constant holds them. */
  #readMacros(constant: unknown, text: string, span: Span): void {
    if (typeof constant !== 'object' || constant === null || ArrayBuffer.isView(constant)) return
    if ('variable' in constant && 'key' in constant) {
      const { variable, key } = constant as MacroReference
      if (variable === 'TX' && key !== null) this.#read(key, placeOf(key, text, span))
      return
    }
    for (const part of Object.values(constant)) this.#readMacros(part, text, span)
  }
}

/** The name in its macro. */
function placeOf(key: string, text: string, span: Span): Span {
  const from = lowerCase(text).search(new RegExp(`%\\{tx[.:]${escaped(key)}\\}`))
  return from < 0 ? span : subspan(span, from + 5, from + 5 + key.length)
}

function isScript(constant: unknown): boolean {
  return typeof constant === 'object' && constant !== null && 'script' in constant
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

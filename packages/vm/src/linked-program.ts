import {
  type ActionDefinition,
  type ActionUse,
  type Dialect,
  dialects,
  type MacroReference,
  MatchFlag,
  type Member,
  Op,
  type Program,
  type RuleInfo,
  type Selection,
  type Services,
  type Template,
  type TransactionState,
} from '@secrule/program'
import type { Pcre2, PrefilterPlan } from '@secrule/regex'
import { actions, literal, variableFor } from '@secrule/stdlib'
import { KnownStretches } from './known-stretches.js'
import { type LinkedChain, linkChains } from './linked-chains.js'
import { LinkedMacro } from './linked-macro.js'
import { LinkedOperator } from './linked-operator.js'
import { LinkedTemplate } from './linked-template.js'
import { expandLogText, type LogText, plainText } from './logging/log-text.js'
import type { MatchUse } from './match-log.js'
import { persistentNames } from './persistent-names.js'
import { type PlainRule, plainRules } from './plain-rule.js'
import { type PhasePlans, planPhases } from './plan-phases.js'
import { Prefilter } from './prefilter.js'
import { profileScans } from './profile-scans.js'
import { type LinkedSelection, linkSelections } from './selection.js'
import { TxNames } from './tx-names.js'
import { type TxTests, txTests } from './tx-tests.js'
import { ValueTables } from './value-tables.js'
import { Workspace } from './workspace.js'

/** Workspaces that wait for the next transaction, at the most. */
const mostIdle = 32

const noText = plainText('')

/** The message and data of a match. */
export interface RuleTexts {
  readonly message: LogText
  readonly data: LogText
}

/** An action with the definition that runs it. What each run needs stands at hand: definitions have many shapes. */
export interface LinkedAction {
  readonly use: ActionUse
  readonly definition: ActionDefinition
  readonly constant: unknown
  readonly run: ActionDefinition['run'] | null
}

/** A Program with the library's behaviour attached, shared by all transactions of an engine. */
export class LinkedProgram {
  readonly program: Program
  readonly dialect: Dialect
  readonly services: Services
  readonly selections: readonly LinkedSelection[]
  readonly chains: readonly LinkedChain[]
  readonly operators: readonly LinkedOperator[]
  readonly actions: readonly LinkedAction[]
  readonly prefilter: Prefilter
  readonly plans: PhasePlans
  readonly txTests: TxTests
  /** By number of the rule, those that are. */
  readonly plainRules: readonly (PlainRule | null)[]
  readonly values: ValueTables
  /** What stretches of rules do; null when all rules are to run. */
  readonly stretches: KnownStretches | null
  readonly #uses: MatchUse[] = []
  /** By rule, made when a rule first asks: its tags when they are always the same, null when they are not. */
  readonly #tags: (readonly LogText[] | null | undefined)[] = []
  /** The same for its message and data. */
  readonly #texts: (RuleTexts | null | undefined)[] = []
  readonly #templates = new WeakMap<Template, LinkedTemplate>()
  readonly #macros = new WeakMap<MacroReference, LinkedMacro>()
  readonly #idle: Workspace[] = []
  /** Some rule masks something: then what to hide is only known when the last rule ran. */
  readonly sanitises: boolean
  /** Lower-case names of the persistent collections that rules read or write. */
  readonly persistentNames: readonly string[]
  /** The names of TX that rules use, and those that transactions made. */
  readonly txNames = new TxNames()

  constructor(program: Program, services: Services) {
    this.program = program
    this.services = services
    this.dialect = dialects[program.dialect]
    const selections = program.selections.map((selection) => withNames(selection, this.txNames))
    this.selections = linkSelections(selections, this.dialect, services.pcre2 as Pcre2 | null)
    this.chains = linkChains(program.chains, program.settings, this.dialect, services.profiler ?? null)
    this.operators = program.operators.map((use) => new LinkedOperator(use, services, program.settings, this.dialect))
    this.actions = program.actions.map(linkedAction)
    this.sanitises = this.actions.some(({ definition }) => definition.name.startsWith('sanitise'))
    this.prefilter = new Prefilter(program.prefilter as PrefilterPlan | null, this.operators)
    if (services.profiler) profileScans(this.prefilter, services.profiler)
    this.persistentNames = persistentNames(program)
    this.txTests = txTests(program, this.operators, this.txNames)
    this.plans = planPhases(program, this, this.txTests, this.prefilter.words)
    for (const key of this.plans.filterKeys) this.txNames.watch(key)
    this.plainRules = this.sanitises ? [] : plainRules(program, this)
    // a stretch does not tell what rules that did not match took away
    const hasStretches = program.prefilter !== null && !this.sanitises && !this.dialect.matchedUntilMiss
    this.stretches = hasStretches ? new KnownStretches(program) : null
    this.values = new ValueTables(this.chains.length, this.prefilter, this.plans, services.limits.knownValues)
  }

  /** What the `match` or `script` instruction at an address stands for, in the rule it belongs to. */
  matchUse(address: number, rule: RuleInfo): MatchUse {
    let use = this.#uses[address]
    if (use === undefined) {
      const { code } = this.program
      const isScript = code[address] === Op.script
      const flags = isScript ? 0 : code[address + 3]!
      use = {
        rule,
        operator: this.operators[code[address + (isScript ? 1 : 2)]!]!,
        chain: isScript ? 0 : code[address + 1]!,
        negated: (flags & MatchFlag.negated) !== 0,
        captures: (flags & MatchFlag.capture) !== 0,
        multiMatch: (flags & MatchFlag.multiMatch) !== 0,
      }
      this.#uses[address] = use
    }
    return use
  }

  /** The tags of a rule with their macros replaced; most have none, and then it is always the same list. */
  tagsOf(rule: RuleInfo, transaction: TransactionState): readonly LogText[] {
    let texts = this.#tags[rule.index]
    if (texts === undefined) {
      texts = literalTexts(rule.tags)
      this.#tags[rule.index] = texts
    }
    return texts ?? rule.tags.map((tag) => this.expandLogText(tag, transaction))
  }

  /** The message and data of a rule, likewise. */
  textsOf(rule: RuleInfo, transaction: TransactionState): RuleTexts {
    let texts = this.#texts[rule.index]
    if (texts === undefined) {
      texts = literalTextsOf(rule)
      this.#texts[rule.index] = texts
    }
    return (
      texts ?? {
        message: rule.message === null ? noText : this.expandLogText(rule.message, transaction),
        data: rule.data === null ? noText : this.expandLogText(rule.data, transaction),
      }
    )
  }

  /** Memory for one transaction; give it back with `release`. */
  workspace(): Workspace {
    return this.#idle.pop() ?? new Workspace(this)
  }

  release(workspace: Workspace): void {
    if (workspace.isBusy) return
    workspace.clear()
    if (this.#idle.length < mostIdle) this.#idle.push(workspace)
  }

  /** A text with its macros replaced; what is absent is empty, and nothing that was put in is looked at again. */
  expand(template: Template, transaction: TransactionState): string {
    if (template.length === 1) {
      const part = template[0]!
      return typeof part === 'string' ? part : this.#macro(part).read(transaction)
    }
    const linked = this.#templates.get(template) ?? this.#linkTemplate(template)
    return linked.expand(transaction)
  }

  /** The same for a text of the log, which keeps in mind what its macros put there. */
  expandLogText(template: Template, transaction: TransactionState): LogText {
    return expandLogText(template, (reference) => this.#macro(reference).read(transaction))
  }

  /** The members of a variable by any of its names; empty for a name that is none. */
  read(name: string, transaction: TransactionState): readonly Member[] {
    return variableFor(name, this.dialect)?.read(transaction) ?? []
  }

  #macro(reference: MacroReference): LinkedMacro {
    return this.#macros.get(reference) ?? this.#linkMacro(reference)
  }

  // apart from the look-ups, which make no closures so: they run very often

  #linkTemplate(template: Template): LinkedTemplate {
    const linked = new LinkedTemplate(template.map((part) => (typeof part === 'string' ? part : this.#macro(part))))
    this.#templates.set(template, linked)
    return linked
  }

  #linkMacro(reference: MacroReference): LinkedMacro {
    const pcre2 = this.services.pcre2 as Pcre2 | null
    const macro = new LinkedMacro(reference, this.dialect, pcre2, (key) => this.txNames.ofRule(key))
    this.#macros.set(reference, macro)
    return macro
  }
}

function linkedAction(use: ActionUse): LinkedAction {
  const definition = actions.get(use.name)!
  return { use, definition, constant: use.constant, run: definition.run ?? null }
}

/** The texts when none of them holds a macro, or null. */
function literalTexts(templates: readonly Template[]): readonly LogText[] | null {
  const texts = templates.map(literal)
  return texts.includes(null) ? null : (texts as readonly string[]).map(plainText)
}

/** The message and data when neither holds a macro, or null. */
function literalTextsOf({ message, data }: RuleInfo): RuleTexts | null {
  const texts = literalTexts([message ?? [], data ?? []])
  return texts === null ? null : { message: texts[0]!, data: texts[1]! }
}

/** A variable list with the strings that stand for its names of TX. */
function withNames(selection: Selection, names: TxNames): Selection {
  const items = selection.items.map((item) =>
    item.variable === 'TX' && item.key !== null ? { ...item, key: names.ofRule(item.key) } : item,
  )
  return { ...selection, items }
}

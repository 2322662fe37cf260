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
  type Services,
  type Template,
  type TransactionState,
  type VariableDefinition,
} from '@secrule/program'
import type { Pcre2, PrefilterPlan } from '@secrule/regex'
import { actions, literal, lowerCase, variableFor } from '@secrule/stdlib'
import { type LinkedChain, linkChains } from './linked-chains.js'
import { LinkedOperator } from './linked-operator.js'
import { expandLogText, type LogText, plainText } from './logging/log-text.js'
import type { MatchUse } from './match-log.js'
import { persistentNames } from './persistent-names.js'
import { type PlainRule, plainRules } from './plain-rule.js'
import { type PhasePlans, planPhases } from './plan-phases.js'
import { Prefilter } from './prefilter.js'
import { profileScans } from './profile-scans.js'
import { type Prologue, type PrologueSpan, prologueSpan } from './prologue.js'
import { keyPattern, type LinkedSelection, linkSelections } from './selection.js'
import { type TxTests, txTests } from './tx-tests.js'
import { ValueTables } from './value-tables.js'
import { Workspace } from './workspace.js'

/** Workspaces that wait for the next transaction, at the most. */
const mostIdle = 32

/** An action with the definition that runs it. */
export interface LinkedAction {
  readonly use: ActionUse
  readonly definition: ActionDefinition
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
  /** Rules that need to run for the first transaction only; and what they leave, once it is known. */
  readonly prologueSpan: PrologueSpan | null
  prologue: Prologue | null = null
  readonly #uses: MatchUse[] = []
  /** By rule, made when a rule first asks: its tags when they are always the same, null when they are not. */
  readonly #tags: (readonly LogText[] | null | undefined)[] = []
  readonly #literals = new Map<Template, LogText>()
  readonly #idle: Workspace[] = []
  /** Some rule masks something: then what to hide is only known when the last rule ran. */
  readonly sanitises: boolean
  /** Lower-case names of the persistent collections that rules read or write. */
  readonly persistentNames: readonly string[]
  readonly #variables = new Map<string, VariableDefinition>()
  readonly #keyTests = new WeakMap<MacroReference, (key: string) => boolean>()

  constructor(program: Program, services: Services) {
    this.program = program
    this.services = services
    this.dialect = dialects[program.dialect]
    this.selections = linkSelections(program.selections, this.dialect, services.pcre2 as Pcre2 | null)
    this.chains = linkChains(program.chains, program.settings, this.dialect, services.profiler ?? null)
    this.operators = program.operators.map((use) => new LinkedOperator(use, services, program.settings, this.dialect))
    this.actions = program.actions.map((use) => ({ use, definition: actions.get(use.name)! }))
    this.sanitises = this.actions.some(({ definition }) => definition.name.startsWith('sanitise'))
    this.prefilter = new Prefilter(program.prefilter as PrefilterPlan | null, this.operators)
    if (services.profiler) profileScans(this.prefilter, services.profiler)
    this.persistentNames = persistentNames(program)
    this.txTests = txTests(program, this.operators)
    this.plans = planPhases(program, this, this.txTests, this.prefilter.words)
    this.plainRules = this.sanitises ? [] : plainRules(program, this)
    // a prologue does not tell what rules that did not match took away
    const hasPrologue = !this.sanitises && !this.dialect.matchedUntilMiss
    this.prologueSpan = hasPrologue ? prologueSpan(program, this.txTests) : null
    this.values = new ValueTables(this.chains.length, this.prefilter, this.plans, services.limits.knownValues)
  }

  /** What the `match` or `script` instruction at an address stands for, in the rule it belongs to. */
  matchUse(address: number, rule: RuleInfo): MatchUse {
    let use = this.#uses[address]
    if (use === undefined) {
      const { code } = this.program
      use =
        code[address] === Op.script
          ? { rule, operator: this.operators[code[address + 1]!]!, chain: 0, negated: false }
          : {
              rule,
              operator: this.operators[code[address + 2]!]!,
              chain: code[address + 1]!,
              negated: (code[address + 3]! & MatchFlag.negated) !== 0,
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
      return typeof part === 'string' ? part : this.#valueOf(part, transaction)
    }
    let text = ''
    for (const part of template) text += typeof part === 'string' ? part : this.#valueOf(part, transaction)
    return text
  }

  /** The same for a text of the log, which keeps in mind what its macros put there. */
  expandLogText(template: Template, transaction: TransactionState): LogText {
    const [only] = template
    if (template.length > 1 || typeof only !== 'string') {
      return expandLogText(template, (reference) => this.#valueOf(reference, transaction))
    }
    let text = this.#literals.get(template)
    if (text === undefined) {
      text = plainText(only)
      this.#literals.set(template, text)
    }
    return text
  }

  /** The members of a variable by any of its names; empty for a name that is none. */
  read(name: string, transaction: TransactionState): readonly Member[] {
    return variableFor(name, this.dialect)?.read(transaction) ?? []
  }

  #valueOf(reference: MacroReference, transaction: TransactionState): string {
    const { variable, key, pattern, absent = '' } = reference
    let definition = this.#variables.get(variable)
    if (definition === undefined) {
      definition = variableFor(variable, this.dialect)!
      this.#variables.set(variable, definition)
    }
    if (pattern !== undefined) {
      let fits = this.#keyTests.get(reference)
      if (fits === undefined) {
        fits = keyPattern(pattern, this.services.pcre2 as Pcre2 | null)
        this.#keyTests.set(reference, fits)
      }
      return definition.read(transaction).find((member) => fits(member.key))?.value ?? absent
    }
    if (key === null) return definition.read(transaction)[0]?.value ?? absent
    if (definition.named !== undefined) return definition.named(transaction, key, [])[0]?.value ?? absent
    return definition.read(transaction).find((member) => lowerCase(member.key) === key)?.value ?? absent
  }
}

/** The texts when none of them holds a macro, or null. */
function literalTexts(templates: readonly Template[]): readonly LogText[] | null {
  const texts = templates.map(literal)
  return texts.includes(null) ? null : (texts as readonly string[]).map(plainText)
}

import type { Constant } from './definition.js'
import type { DialectName } from './dialect-shape.js'
import type { Settings } from './settings.js'
import type { Template } from './template.js'

/** What a rule does when it matched, as written or inherited. */
export interface DisruptiveAction {
  /** Name of the action that runs (block is resolved). */
  readonly name: string
  /** Index into the Program's actions; -1 for pass. */
  readonly action: number
  /** It was written as `block`. */
  readonly asBlock: boolean
}

/** What is known of one rule (or link of a chain) besides its code. */
export interface RuleInfo {
  readonly index: number
  /** 0 for a link. */
  readonly id: number
  readonly phase: number
  /** Index of the first rule of the chain; its own index when it is not a link. */
  readonly starter: number
  /** Whether a link follows. */
  readonly chained: boolean
  readonly file: string
  /** First and last line of the directive. */
  readonly line: number
  readonly endLine: number
  /** The directive as written, its lines joined to one: for part K of the audit log. */
  readonly text: string
  readonly message: Template | null
  readonly data: Template | null
  readonly severity: number | null
  readonly tags: readonly Template[]
  readonly rev: string
  readonly ver: string
  readonly maturity: number
  readonly accuracy: number
  readonly log: boolean
  readonly audit: boolean
  readonly capture: boolean
  readonly multiMatch: boolean
  readonly status: number | null
  readonly disruptive: DisruptiveAction | null
  readonly namespaces: readonly (readonly [prefix: string, uri: string])[]
}

/** One entry of a rule's variable list. */
export interface SelectionItem {
  readonly mode: 'select' | 'count' | 'exclude'
  /** Canonical name. */
  readonly variable: string
  /** Key in lower case (as written for XPath and where case counts), or null. */
  readonly key: string | null
  /** The key as written, for names in logs. */
  readonly written: string | null
  /** Source of a regular expression for keys, or null. */
  readonly pattern: string | null
}

/** A variable list. Equal lists share one entry. */
export interface Selection {
  readonly items: readonly SelectionItem[]
  readonly namespaces: readonly (readonly [prefix: string, uri: string])[]
}

/** A node of the tree of transformation chains: `transformation` applied to what `parent` gives. Node 0 is the value itself. */
export interface ChainNode {
  readonly parent: number
  /** Canonical name; empty for node 0. */
  readonly transformation: string
}

/** An operator with its argument. Equal ones share one entry. */
export interface OperatorUse {
  readonly name: string
  /** The argument as written, for logs and disassembly. */
  readonly argument: string
  /** The compiled argument; null when it has macros and is compiled at run time. */
  readonly constant: Constant
  readonly template: Template | null
}

/** An action with its constant. */
export interface ActionUse {
  readonly name: string
  readonly constant: Constant
}

/** A rule that a directive took out. */
export interface RemovedRule {
  readonly id: number
  readonly phase: number
  /** What the directive named it by. */
  readonly by: 'id' | 'tag' | 'message'
}

/** A data file that went into constants, for reports. */
export interface ProgramFile {
  readonly name: string
  readonly kind: 'rules' | 'data'
}

/** A compiled ruleset: plain data that can be written to a bundle or sent to a worker. */
export interface Program {
  readonly dialect: DialectName
  readonly code: Int32Array
  /** Where the code of each phase (0 to 5) begins. */
  readonly entries: readonly number[]
  readonly rules: readonly RuleInfo[]
  readonly selections: readonly Selection[]
  readonly chains: readonly ChainNode[]
  readonly operators: readonly OperatorUse[]
  readonly actions: readonly ActionUse[]
  /** Rules that SecRuleRemove* took out, for the debug log. */
  readonly removed: readonly RemovedRule[]
  /** Labels of SecMarker by code address, for disassembly. */
  readonly markers: readonly { readonly label: string; readonly address: number }[]
  readonly settings: Settings
  readonly files: readonly ProgramFile[]
  /** Names of services that must be there. */
  readonly needs: readonly string[]
  /**
   * The automaton over what operators require of values, and who requires it, as `planPrefilter` of @secrule/regex makes
   * it. Null: every operator is run on every value.
   */
  readonly prefilter: Constant | null
  /** Directives and rules read, for reports. */
  readonly counts: { readonly rules: number; readonly directives: number; readonly files: number }
}

/** What an operand is: an index into a pool of the Program, a code address, or flags. */
export type Operand = 'rule' | 'selection' | 'chain' | 'operator' | 'action' | 'address' | 'flags'

/** One instruction of the VM. */
export interface Opcode {
  readonly name: string
  readonly operands: readonly Operand[]
  readonly summary: string
}

/** Flags of `match`. */
export const MatchFlag = { negated: 1, capture: 2, multiMatch: 4 } as const

/** Codes by name; the same numbers as the places in `opcodes`. */
export const Op = {
  end: 0,
  rule: 1,
  link: 2,
  select: 3,
  match: 4,
  always: 5,
  each: 6,
  unless: 7,
  act: 8,
  finish: 9,
  jump: 10,
  script: 11,
} as const

/**
 * The instruction set, in the order a rule is read. Encoder, decoder, disassembler and bundle verifier are driven by
 * this table; the VM's loop is the one switch over it.
 */
export const opcodes: readonly Opcode[] = [
  { name: 'end', operands: [], summary: 'the phase is over' },
  {
    name: 'rule',
    operands: ['rule', 'address'],
    summary: 'begins a rule, or goes to the address when it was removed or the engine is off',
  },
  { name: 'link', operands: ['rule'], summary: 'begins the next rule of a chain' },
  { name: 'select', operands: ['selection'], summary: 'collects the values that the rule looks at' },
  {
    name: 'match',
    operands: ['chain', 'operator', 'flags', 'address'],
    summary: 'finds the next value that matches after its transformations; goes to the address when there is none',
  },
  { name: 'always', operands: [], summary: 'counts one match without a value (SecAction)' },
  { name: 'each', operands: ['address'], summary: 'goes back to `match` for the next value' },
  { name: 'unless', operands: ['address'], summary: 'goes to the address when nothing matched' },
  { name: 'act', operands: ['action'], summary: 'runs an action' },
  { name: 'finish', operands: ['rule'], summary: 'the rule or chain matched: severity, log, disruptive action' },
  { name: 'jump', operands: ['address'], summary: 'goes on at the address (skip, skipAfter)' },
  { name: 'script', operands: ['operator'], summary: 'runs a script, which is the condition (SecRuleScript)' },
]

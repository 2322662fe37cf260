import { Op, type Program, type Template } from '@secrule/program'
import { instructions } from './instructions.js'

/** What a rule does to a variable of TX with setvar. */
export interface ScoreEffect {
  /** The link of the chain that does it: it does so once for every value that this link matched. */
  readonly line: number
  readonly name: Template
  readonly operation: 'set' | 'add' | 'subtract' | 'delete'
  readonly value: Template
}

interface Setvar extends Omit<ScoreEffect, 'line'> {
  readonly collection: string
}

/** The effects of every rule that has some, by its id, read from the code of the Program. */
export function scoreEffects(program: Program): ReadonlyMap<number, readonly ScoreEffect[]> {
  const { code, rules, actions } = program
  const effects = new Map<number, ScoreEffect[]>()
  let id = 0
  let line = 0
  for (const at of instructions(program)) {
    const op = code[at]
    if (op === Op.rule || op === Op.link) {
      const rule = rules[code[at + 1]!]!
      if (op === Op.rule) id = rule.id
      line = rule.line
    } else if (op === Op.act) {
      const { name, constant } = actions[code[at + 1]!]!
      if (name !== 'setvar') continue
      const { collection, ...effect } = constant as unknown as Setvar
      if (collection !== 'tx') continue
      const list = effects.get(id)
      if (list === undefined) effects.set(id, [{ ...effect, line }])
      else list.push({ ...effect, line })
    }
  }
  return effects
}

/** A template with the final values of TX in the place of its macros; macros of other variables give nothing. */
export function expandFromTx(template: Template, tx: ReadonlyMap<string, string>): string {
  return template
    .map((part) => (typeof part === 'string' ? part : part.variable === 'TX' ? (tx.get(part.key ?? '') ?? '') : ''))
    .join('')
}

/** The variables of TX that a template reads, in lower case. */
export function readFromTx(template: Template): readonly string[] {
  return template.flatMap((part) =>
    typeof part === 'object' && part.variable === 'TX' && part.key !== null ? [part.key] : [],
  )
}

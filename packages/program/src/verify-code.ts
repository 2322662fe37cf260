import { Op, type Operand, opcodes } from './opcode.js'
import type { Program } from './program.js'

/**
 * Looks for anything in the bytecode that the VM could trip over: instructions and operands that do not exist, jumps that
 * lead nowhere or back, conditions that are not in the order that the VM reads them in. Gives what is wrong, or null.
 */
export function codeFault(program: Program): string | null {
  return instructionFault(program) ?? orderFault(program)
}

function instructionFault(program: Program): string | null {
  const { code } = program
  const limits = operandLimits(program)
  let at = 0
  let last = -1
  while (at < code.length) {
    last = code[at]!
    const operands = limits[last]
    if (operands === undefined) return `unknown instruction ${last} at ${at}`
    if (at + operands.length >= code.length) return `the instruction at ${at} is cut off`
    for (let place = 0; place < operands.length; place++) {
      const value = code[at + 1 + place]!
      if (value < 0 || value >= operands[place]!)
        return `${wording[opcodes[last]!.operands[place]!]} at ${at} is not valid`
    }
    at += operands.length + 1
  }
  return last === Op.end ? null : 'the code does not end'
}

/** What is wrong where an operand is too large. */
const wording: Readonly<Record<Operand, string>> = {
  address: 'the address of the jump',
  flags: 'a flag',
  rule: 'the rule',
  selection: 'the selection',
  chain: 'the chain',
  operator: 'the operator',
  action: 'the action',
}

/** For each instruction what its operands must be below. */
function operandLimits(program: Program): readonly (readonly number[])[] {
  const limitOf = (operand: Operand): number => {
    if (operand === 'address') return program.code.length
    return operand === 'flags' ? 8 : program[`${operand}s`].length
  }
  return opcodes.map(({ operands }) => operands.map(limitOf))
}

type State = 'between' | 'condition' | 'select' | 'match' | 'each' | 'matched'

/** What may stand at a place of a rule, and what comes after it. */
const places: Readonly<Record<State, Readonly<Partial<Record<number, State>>>>> = {
  between: { [Op.rule]: 'condition', [Op.jump]: 'between', [Op.end]: 'between' },
  condition: { [Op.select]: 'select', [Op.always]: 'matched', [Op.script]: 'each' },
  select: { [Op.match]: 'match' },
  match: { [Op.act]: 'match', [Op.each]: 'each' },
  each: { [Op.unless]: 'matched' },
  matched: { [Op.act]: 'matched', [Op.link]: 'condition', [Op.finish]: 'between' },
}

/** Walks over the code once: a rule is conditions with links between them and `finish` at its end. */
function orderFault({ code, entries, rules }: Program): string | null {
  let state: State = 'between'
  let rule = -1
  let link = -1
  let loop = -1
  // where the VM may go to from outside: the beginnings of rules, and the ends of phases
  const starts = new Set<number>()
  const jumps: number[] = [...entries]
  for (let at = 0; at < code.length; at += 1 + opcodes[code[at]!]!.operands.length) {
    const op = code[at]!
    const next: State | undefined = places[state][op]
    if (next === undefined) return `\`${opcodes[op]!.name}\` at ${at} stands where it cannot`
    if (state === 'between' && op !== Op.jump) starts.add(at)
    switch (op) {
      case Op.rule:
        rule = code[at + 1]!
        link = rule
        if (rules[rule]!.starter !== rule) return `the rule at ${at} is the link of another`
        if (code[at + 2]! <= at) return `the jump at ${at} goes back`
        jumps.push(code[at + 2]!)
        break
      case Op.link:
        link++
        if (code[at + 1] !== link || rules[link]?.starter !== rule) return `the link at ${at} is not of its rule`
        break
      case Op.match:
        loop = at
        if (code[code[at + 4]!] !== Op.unless || code[at + 4]! <= at) return `the match at ${at} leads nowhere`
        break
      case Op.each:
        if (code[at + 1] !== loop) return `the loop at ${at} is not of its match`
        // what the match goes to when nothing is left is what follows
        if (code[loop + 4] !== at + 2) return `the match at ${loop} leaves its rule`
        break
      case Op.unless:
      case Op.jump:
        if (code[at + 1]! <= at) return `the jump at ${at} goes back`
        jumps.push(code[at + 1]!)
        break
      case Op.finish:
        if (code[at + 1] !== rule) return `the end at ${at} is that of another rule`
        break
    }
    state = next
  }
  const stray = jumps.find((address) => !starts.has(address))
  return stray === undefined ? null : `address ${stray} is not the beginning of a rule`
}

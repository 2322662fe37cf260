import { Op, opcodes } from './opcode.js'
import type { Program } from './program.js'

/**
 * Looks for anything in a decoded Program that the VM could trip over: shapes, indexes, addresses. Gives what is wrong in
 * words, or null. Names of elements and their constants are checked where they are linked.
 */
export function programFault(program: Program): string | null {
  const lists = [
    'entries',
    'rules',
    'selections',
    'chains',
    'operators',
    'actions',
    'removed',
    'markers',
    'files',
    'needs',
  ] as const
  for (const list of lists) if (!Array.isArray(program[list])) return `\`${list}\` is missing`
  if (!(program.code instanceof Int32Array)) return 'the code is missing'
  if (typeof program.settings !== 'object' || program.settings === null) return 'the settings are missing'
  if (program.entries.length !== 6) return 'there are not six phases'
  return chainFault(program) ?? codeFault(program) ?? ruleFault(program)
}

function chainFault({ chains }: Program): string | null {
  const wrong = chains.findIndex((node, index) => {
    if (typeof node?.transformation !== 'string') return true
    return index === 0 ? node.parent !== -1 : !isIndex(node.parent, index)
  })
  return wrong < 0 && chains.length > 0 ? null : `chain ${Math.max(0, wrong)} is not valid`
}

function isIndex(value: unknown, length: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < length
}

function codeFault(program: Program): string | null {
  const { code } = program
  const starts = new Set<number>()
  const addresses: number[] = [...program.entries]
  let at = 0
  let last = -1
  while (at < code.length) {
    starts.add(at)
    last = code[at]!
    const opcode = opcodes[last]
    if (opcode === undefined) return `unknown instruction ${last} at ${at}`
    if (at + opcode.operands.length >= code.length) return `the instruction at ${at} is cut off`
    for (const [place, operand] of opcode.operands.entries()) {
      const value = code[at + 1 + place]!
      if (operand === 'address') {
        // Only `each` goes back: everything else goes forward, so that every run comes to an end.
        if (last === Op.each ? value >= at : value <= at) return `the jump at ${at} goes the wrong way`
        if (last === Op.each && code[value] !== Op.match) return `the loop at ${at} leads to no match`
        addresses.push(value)
      } else if (operand === 'flags') {
        if (value < 0 || value > 7) return `unknown flags at ${at}`
      } else if (!isIndex(value, program[`${operand}s`].length)) return `the ${operand} at ${at} does not exist`
    }
    at += opcode.operands.length + 1
  }
  if (last !== Op.end) return 'the code does not end'
  const stray = addresses.find((address) => !starts.has(address))
  return stray === undefined ? null : `address ${stray} is not an instruction`
}

function ruleFault({ rules, actions }: Program): string | null {
  const wrong = rules.findIndex(
    (rule, index) =>
      rule?.index !== index ||
      !isIndex(rule.starter, index + 1) ||
      !isIndex(rule.phase, 6) ||
      typeof rule.id !== 'number' ||
      typeof rule.file !== 'string' ||
      typeof rule.text !== 'string' ||
      !Array.isArray(rule.tags) ||
      !Array.isArray(rule.namespaces) ||
      (rule.disruptive !== null && rule.disruptive.action !== -1 && !isIndex(rule.disruptive.action, actions.length)),
  )
  return wrong < 0 ? null : `rule ${wrong} is not valid`
}

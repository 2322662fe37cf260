import { MatchFlag, Op, opcodes } from './opcode.js'
import type { Program, RuleInfo, SelectionItem } from './program.js'
import type { Template } from './template.js'

/** What a disassembly shows. */
export interface DisassembleOptions {
  /** Only the rule with this id. */
  readonly rule?: number
}

const phaseNames = ['connection', 'request headers', 'request body', 'response headers', 'response body', 'logging']

/** The bytecode as text: one instruction a line with what its operands stand for, markers and phases as headings. */
export function disassemble(program: Program, options: DisassembleOptions = {}): string {
  const lines: string[] = []
  const { code, entries } = program
  const markers = new Map<number, string[]>()
  for (const { label, address } of program.markers) markers.set(address, [...(markers.get(address) ?? []), label])
  let shown = options.rule === undefined
  for (let at = 0; at < code.length; ) {
    const opcode = opcodes[code[at]!]!
    const operands = [...code.subarray(at + 1, at + 1 + opcode.operands.length)]
    if (options.rule !== undefined) {
      if (code[at] === Op.rule) shown = program.rules[operands[0]!]!.id === options.rule
      if (code[at] === Op.end) shown = false
    } else {
      entries.forEach((entry, phase) => {
        if (entry === at) lines.push(`${lines.length > 0 ? '\n' : ''}phase ${phase} (${phaseNames[phase]})`)
      })
      for (const label of markers.get(at) ?? []) lines.push(`marker ${label}`)
    }
    if (shown) lines.push(instruction(program, at, opcode.name, operands))
    at += 1 + operands.length
  }
  return `${lines.join('\n')}\n`
}

function instruction(program: Program, at: number, name: string, operands: readonly number[]): string {
  const shown = opcodes[program.code[at]!]!.operands.map((kind, place) => operandText(program, kind, operands[place]!))
  if (name === 'finish') shown.push(outcomeText(program, program.rules[operands[0]!]!))
  const indent = name === 'rule' || name === 'end' ? '' : '  '
  return `${String(at).padStart(6)}  ${indent}${name} ${shown.filter((text) => text !== '').join('  ')}`.trimEnd()
}

/** What a rule does when it matched, besides its effects: `block: deny, status 404, nolog`. */
function outcomeText(program: Program, { disruptive, status, log, audit }: RuleInfo): string {
  const parts: string[] = []
  if (disruptive !== null) {
    const { name, action, asBlock } = disruptive
    parts.push(`${asBlock ? 'block: ' : ''}${withConstant(name, program.actions[action]?.constant)}`)
  }
  if (status !== null) parts.push(`status ${status}`)
  if (!log) parts.push('nolog')
  if (log !== audit) parts.push(audit ? 'auditlog' : 'noauditlog')
  return parts.join(', ')
}

function operandText(program: Program, kind: string, value: number): string {
  switch (kind) {
    case 'rule': {
      const { id, file, line, index, starter } = program.rules[value]!
      return `${index === starter ? id : `${program.rules[starter]!.id}+${index - starter}`} (${file}:${line})`
    }
    case 'selection':
      return program.selections[value]!.items.map(itemText).join('|')
    case 'chain':
      return chainText(program, value)
    case 'operator': {
      const { name, argument } = program.operators[value]!
      return argument === '' ? `@${name}` : `@${name} ${printable(argument)}`
    }
    case 'action': {
      const { name, constant } = program.actions[value]!
      return withConstant(name, constant)
    }
    case 'flags':
      return Object.entries(MatchFlag)
        .filter(([, bit]) => (value & bit) !== 0)
        .map(([flag]) => `[${flag}]`)
        .join('')
    default:
      return `-> ${value}`
  }
}

function itemText({ mode, variable, key, written, pattern }: SelectionItem): string {
  const sign = mode === 'count' ? '&' : mode === 'exclude' ? '!' : ''
  const selector = pattern !== null ? `:/${pattern}/` : key !== null ? `:${written ?? key}` : ''
  return `${sign}${variable}${printable(selector)}`
}

function chainText({ chains }: Program, node: number): string {
  const names: string[] = []
  for (let at = node; at > 0; at = chains[at]!.parent) names.unshift(`t:${chains[at]!.transformation}`)
  return names.length === 0 ? 't:none' : names.join(',')
}

function withConstant(name: string, constant: unknown): string {
  const text = constant === null || constant === undefined ? '{}' : constantText(constant)
  return text === '{}' ? name : `${name} ${text}`
}

/** Constants are plain data; templates are shown as they were written, long lists are cut. */
function constantText(constant: unknown): string {
  const text = JSON.stringify(constant, (_key, value: unknown) =>
    isTemplate(value)
      ? templateText(value)
      : Array.isArray(value) && value.length > 8
        ? `${value.length} items`
        : value,
  )
  return printable(text ?? '')
}

function isTemplate(value: unknown): value is Template {
  return (
    Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string' || isReference(part))
  )
}

function isReference(part: unknown): boolean {
  return typeof part === 'object' && part !== null && Object.keys(part).join(' ') === 'variable key'
}

function templateText(template: Template): string {
  return template
    .map((part) => (typeof part === 'string' ? part : `%{${part.variable}${part.key === null ? '' : `.${part.key}`}}`))
    .join('')
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

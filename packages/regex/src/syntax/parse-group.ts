import {
  type ChoiceNode,
  type Condition,
  type ConditionalNode,
  choiceNode,
  emptyNode,
  type LookNode,
  type Node,
  neverNode,
} from './ast.js'
import { fitsLookbehind } from './fits-lookbehind.js'
import type { ParseContext, ParseOptions } from './parse-context.js'
import { callNamed, readName, relativeGroup } from './parse-escape.js'
import { parseAlternatives } from './parse-pattern.js'

interface Item {
  readonly node: Node
  readonly repeatable: boolean
}

function close(context: ParseContext): void {
  if (!context.take(')')) context.fail('a closing parenthesis is missing')
}

function body(context: ParseContext): Node {
  const node = choiceNode(parseAlternatives(context, false))
  close(context)
  return node
}

function capture(context: ParseContext, name: string | null, offset: number): Item {
  const index = context.openGroup(name, offset)
  return { node: { kind: 'group', index, name, body: body(context) }, repeatable: true }
}

function look(context: ParseContext, ahead: boolean, negative: boolean, atomic = true): LookNode {
  context.lookDepth++
  const offset = context.position
  const node: LookNode = { kind: 'look', ahead, negative, atomic, body: body(context) }
  context.lookDepth--
  if (!ahead) {
    context.pending.push(() => {
      if (!context.verbatim && !fitsLookbehind(node.body)) context.fail('a lookbehind is not of fixed length', offset)
    })
  }
  return node
}

// (?imsxnJ-imsx) to the end of the group, or (?i:...) for a group of its own.
function optionGroup(context: ParseContext): Item {
  let options: ParseOptions = context.options
  if (context.take('^')) {
    options = {
      ...options,
      caseless: false,
      multiline: false,
      dotAll: false,
      extended: false,
      extendedMore: false,
      noCapture: false,
    }
  }
  const at = context.position
  let on = true
  for (;;) {
    const letter = context.peek()
    context.position++
    if (letter === 'i') options = { ...options, caseless: on }
    else if (letter === 'm') options = { ...options, multiline: on }
    else if (letter === 's') options = { ...options, dotAll: on }
    else if (letter === 'n') options = { ...options, noCapture: on }
    else if (letter === 'J') options = { ...options, sharedNames: on }
    else if (letter === 'x') {
      const more = context.take('x')
      options = { ...options, extended: on, extendedMore: on && more }
    } else if (letter === '-' && on && context.source[at - 1] !== '^') on = false
    else if (letter === ':') {
      const outer = context.options
      context.options = options
      const node = body(context)
      context.options = outer
      return { node, repeatable: true }
    } else if (letter === ')') {
      context.options = options
      return { node: emptyNode, repeatable: false }
    } else {
      context.position--
      if (context.atEnd) context.fail('a closing parenthesis is missing')
      context.fail(`\`${letter}\` has no meaning after (?`)
    }
  }
}

function call(group: number): Item {
  return { node: { kind: 'call', group }, repeatable: true }
}

function conditionOf(context: ParseContext, offset: number): Condition {
  if (context.peek() === '?' || context.peek() === '*') {
    context.position--
    const assertion = parseGroup(context)
    if (assertion.node.kind === 'look') return { kind: 'look', look: assertion.node }
    // (?=) and (?!) of nothing may have become simpler nodes; what is left is not an assertion.
    context.fail('the condition is neither a group nor a lookaround', offset)
  }
  const number = context.match(/[+-]?\d+(?=\))/y)?.[0]
  if (number !== undefined) {
    close(context)
    const group = relativeGroup(context, number, offset)
    if (group === 0) context.fail('a condition needs a group number above 0', offset)
    return { kind: 'groups', groups: [context.groupNumbered(group, offset)] }
  }
  const recursion = context.match(/R(\d*|&\w+)(?=\))/y)
  if (recursion !== null && !(recursion[1] === '' && context.namedGroups.has('R'))) {
    const which = recursion[1]!
    close(context)
    if (!which.startsWith('&')) {
      const group = which === '' ? null : context.groupNumbered(Number(which), offset)
      return { kind: 'recursion', group }
    }
    const condition = { kind: 'recursion' as const, group: 0 }
    const groups = context.groupsNamed(which.slice(1), offset)
    context.pending.push(() => {
      condition.group = groups[0]!
    })
    return condition
  }
  if (context.take('DEFINE)')) return { kind: 'define' }
  const version = context.match(/VERSION(>?=)(\d+)(?:\.(\d{1,2}))?\)/y)
  if (version !== null) {
    // Answered for the release whose meaning this package keeps.
    const wanted = Number(version[2]) * 100 + Number((version[3] ?? '0').padEnd(2, '0'))
    const holds = version[1] === '=' ? wanted === 1042 : wanted <= 1042
    const yes: LookNode = { kind: 'look', ahead: true, negative: !holds, atomic: true, body: emptyNode }
    return { kind: 'look', look: yes }
  }
  const quote = context.take('<') ? '>' : context.take("'") ? "'" : ''
  const name = readName(context, quote === '' ? ')' : quote)
  if (quote !== '') close(context)
  return { kind: 'groups', groups: context.groupsNamed(name, offset) }
}

function conditional(context: ParseContext, offset: number): Item {
  const condition = conditionOf(context, offset)
  const options = parseAlternatives(context, false)
  close(context)
  if (options.length > 2) context.fail('a condition has more than two alternatives', offset)
  if (condition.kind === 'define' && options.length > 1) {
    context.fail('a DEFINE group has more than one alternative', offset)
  }
  const node: ConditionalNode = { kind: 'conditional', condition, yes: options[0]!, no: options[1] ?? emptyNode }
  return { node, repeatable: true }
}

const lookNames: ReadonlyMap<string, readonly [ahead: boolean, negative: boolean, atomic: boolean]> = new Map([
  ['pla', [true, false, true]],
  ['positive_lookahead', [true, false, true]],
  ['nla', [true, true, true]],
  ['negative_lookahead', [true, true, true]],
  ['plb', [false, false, true]],
  ['positive_lookbehind', [false, false, true]],
  ['nlb', [false, true, true]],
  ['negative_lookbehind', [false, true, true]],
  ['napla', [true, false, false]],
  ['non_atomic_positive_lookahead', [true, false, false]],
  ['naplb', [false, false, false]],
  ['non_atomic_positive_lookbehind', [false, false, false]],
])

// (*name:...) groups: lookarounds by name, atomic groups, script runs (which only mean something in UTF mode).
function namedAssertion(context: ParseContext, offset: number): Item {
  const name = context.match(/[a-z_]+/y)![0]
  if (!context.take(':')) context.fail(`\`(*${name}\` is not followed by a colon`)
  const kind = lookNames.get(name)
  if (kind !== undefined) return { node: look(context, ...kind), repeatable: true }
  switch (name) {
    case 'atomic':
      return { node: { kind: 'atomic', body: body(context) }, repeatable: true }
    case 'sr':
    case 'script_run':
      if (context.utf) context.verbatim = true
      return { node: body(context), repeatable: true }
    case 'asr':
    case 'atomic_script_run':
      return { node: { kind: 'atomic', body: body(context) }, repeatable: true }
    default:
      return context.fail(`\`(*${name}:\` is not known`, offset)
  }
}

function verb(context: ParseContext, offset: number): Item {
  const found = context.match(/(ACCEPT|FAIL|F|COMMIT|PRUNE|SKIP|THEN|MARK|)(?::([^)]*))?\)/y)
  if (found === null) context.fail('there is no such (*VERB), or it is malformed', offset)
  const name = found[1]!
  if ((name === '' || name === 'MARK') && (found[2] ?? '') === '') context.fail('(*MARK) needs a name', offset)
  if (name === 'FAIL' || name === 'F') return { node: neverNode, repeatable: false }
  context.hasVerbs = true
  if (name === 'ACCEPT') context.accepts = true
  const text = `(*${name === '' ? 'MARK' : name}${found[2] === undefined ? '' : `:${found[2]}`})`
  return { node: { kind: 'verb', text }, repeatable: name === 'ACCEPT' }
}

// Callouts call nothing here; they are read and dropped.
function callout(context: ParseContext, offset: number): Item {
  if (context.match(/\d{0,3}\)/y) === null) {
    const open = context.peek()
    const shut = open === '{' ? '}' : open
    if (!/[`'"^%#${]/.test(open)) context.fail('the callout is malformed', offset)
    context.position++
    for (;;) {
      const end = context.source.indexOf(shut, context.position)
      if (end < 0) context.fail('the callout is not closed', offset)
      context.position = end + 1
      if (!context.take(shut)) break
    }
    close(context)
  }
  return { node: emptyNode, repeatable: false }
}

function resetGroup(context: ParseContext): Item {
  const options = parseAlternatives(context, true)
  close(context)
  const node: Node =
    options.length === 1 ? options[0]! : ({ kind: 'choice', options, reset: true } satisfies ChoiceNode)
  return { node, repeatable: true }
}

function named(context: ParseContext, shut: string, offset: number): Item {
  return capture(context, readName(context, shut), offset)
}

function special(context: ParseContext, offset: number): Item {
  if (context.take(':')) return { node: body(context), repeatable: true }
  if (context.take('|')) return resetGroup(context)
  if (context.take('>')) return { node: { kind: 'atomic', body: body(context) }, repeatable: true }
  if (context.take('=')) return { node: look(context, true, false), repeatable: true }
  if (context.take('!')) return { node: look(context, true, true), repeatable: true }
  if (context.take('*')) return { node: look(context, true, false, false), repeatable: true }
  if (context.take('<=')) return { node: look(context, false, false), repeatable: true }
  if (context.take('<!')) return { node: look(context, false, true), repeatable: true }
  if (context.take('<*')) return { node: look(context, false, false, false), repeatable: true }
  if (context.take('<') || context.take('P<')) return named(context, '>', offset)
  if (context.take("'")) return named(context, "'", offset)
  if (context.take('P=')) {
    const groups = context.groupsNamed(readName(context, ')'), offset)
    return { node: { kind: 'reference', groups, caseless: context.options.caseless }, repeatable: true }
  }
  if (context.take('P>') || context.take('&')) {
    return { node: callNamed(context, readName(context, ')'), offset), repeatable: true }
  }
  if (context.take('(')) return conditional(context, offset)
  if (context.take('C')) return callout(context, offset)
  if (context.take('R')) {
    if (!context.take(')')) context.fail('(?R is not closed by )')
    return call(0)
  }
  const number = context.match(/[+-]?\d+/y)?.[0]
  if (number !== undefined) {
    if (!context.take(')')) context.fail('a group number is not closed by )')
    return call(context.groupNumbered(relativeGroup(context, number, offset), offset))
  }
  return optionGroup(context)
}

/** Reads everything that begins with an opening parenthesis; the place is on it. */
export function parseGroup(context: ParseContext): Item {
  const offset = context.position
  context.position++
  if (context.take('?')) return special(context, offset)
  if (context.peek() === '*') {
    if (/[a-z]/.test(context.peek(1))) {
      context.position++
      return namedAssertion(context, offset)
    }
    if (/[A-Z:]/.test(context.peek(1))) {
      context.position++
      return verb(context, offset)
    }
  }
  if (context.options.noCapture) return { node: body(context), repeatable: true }
  return capture(context, null, offset)
}

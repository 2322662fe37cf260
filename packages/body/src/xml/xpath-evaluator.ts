import type { XmlElement, XmlNode, XmlText } from './xml-node.js'
import type { XmlTree } from './xml-tree.js'
import type { XPathAxis, XPathExpression, XPathStep, XPathTest } from './xpath-expression.js'
import { type XPathContext, xpathFunctions } from './xpath-functions.js'
import { booleanOf, numberOf, numberText, type XPathValue } from './xpath-value.js'

/** Nodes that one evaluation may look at. Only paths inside of predicates can come near it. */
const visitLimit = 5_000_000

class TooMuchWork extends Error {}

interface Focus {
  readonly node: XmlNode
  readonly position: number
  readonly size: number
}

/**
 * The nodes that an expression selects in a tree, in document order; an empty list when it gives no node set, null when
 * it would cost too much.
 */
export function selectNodes(
  tree: XmlTree,
  expression: XPathExpression,
  namespaces: ReadonlyMap<string, string>,
): XmlNode[] | null {
  try {
    const value = new Evaluator(tree, namespaces).value(expression, { node: tree.root, position: 1, size: 1 })
    return Array.isArray(value) ? value : []
  } catch (problem) {
    if (problem instanceof TooMuchWork) return null
    throw problem
  }
}

/** The string value of a node. */
export function stringValue(tree: XmlTree, node: XmlNode): string {
  return node.kind === 'attribute' ? node.value : tree.text.slice(node.from, node.to)
}

class Evaluator {
  readonly #tree: XmlTree
  readonly #namespaces: ReadonlyMap<string, string>
  #visits = 0

  constructor(tree: XmlTree, namespaces: ReadonlyMap<string, string>) {
    this.#tree = tree
    this.#namespaces = namespaces
  }

  value(expression: XPathExpression, focus: Focus): XPathValue {
    switch (expression.kind) {
      case 'literal':
        return expression.value
      case 'negative':
        return -this.#number(this.value(expression.operand, focus))
      case 'call': {
        const values = expression.operands.map((operand) => this.value(operand, focus))
        const context: XPathContext = { ...focus, text: (value) => this.#text(value) }
        return xpathFunctions.get(expression.name)!.run(values, context)
      }
      case 'binary':
        return this.#binary(expression.operator, expression.left, expression.right, focus)
      case 'filter': {
        let set = this.value(expression.operand, focus)
        if (!Array.isArray(set)) return []
        for (const predicate of expression.predicates) set = this.#filter(set, predicate)
        return set
      }
      case 'path': {
        const { start, steps } = expression
        const known = start === 'root' ? this.#known(steps) : null
        if (known !== null) return known
        const first =
          start === 'root' ? [this.#tree.root] : start === 'context' ? [focus.node] : this.value(start, focus)
        return Array.isArray(first) ? this.#walk(first, steps) : []
      }
      default:
        return expression satisfies never
    }
  }

  /** What `//@*` and `//text()` select, which is at hand; null for any other steps. */
  #known([first, second, third]: readonly XPathStep[]): XmlNode[] | null {
    if (first === undefined || second === undefined || third !== undefined) return null
    if (!isEverything(first) || second.predicates.length > 0) return null
    const { axis, test } = second
    if (axis === 'child' && test.kind === 'text') return [...this.#tree.texts]
    const isAny = test.kind === 'node' || (test.kind === 'name' && test.prefix === '' && test.local === null)
    return axis === 'attribute' && isAny ? [...this.#tree.attributes] : null
  }

  #walk(start: XmlNode[], steps: readonly XPathStep[]): XmlNode[] {
    let nodes = start
    for (let i = 0; i < steps.length; i++) {
      let step = steps[i]!
      const next = steps[i + 1]
      // `//name` without predicates is one walk down instead of two steps.
      if (isEverything(step) && next?.axis === 'child' && next.predicates.length === 0) {
        step = { axis: 'descendant', test: next.test, predicates: [] }
        i++
      }
      nodes = this.#step(nodes, step)
    }
    return nodes
  }

  #step(nodes: readonly XmlNode[], step: XPathStep): XmlNode[] {
    const found = new Set<XmlNode>()
    // What is below a node below another one is found already: walking it again would be quadratic in the depth.
    const overlaps = step.predicates.length === 0 && (step.axis === 'descendant' || step.axis === 'descendant-or-self')
    let covered = -1
    for (const node of nodes) {
      if (overlaps && (node.kind === 'element' || node.kind === 'root')) {
        if (node.order <= covered) continue
        covered = node.last
      }
      let chosen: XmlNode[] = []
      for (const candidate of axisNodes(node, step.axis)) {
        if (++this.#visits > visitLimit) throw new TooMuchWork()
        if (this.#passes(candidate, step.test, step.axis)) chosen.push(candidate)
      }
      for (const predicate of step.predicates) chosen = this.#filter(chosen, predicate)
      for (const one of chosen) found.add(one)
    }
    const list = [...found]
    for (let i = 1; i < list.length; i++) {
      if (list[i - 1]!.order > list[i]!.order) return list.sort((a, b) => a.order - b.order)
    }
    return list
  }

  #passes(node: XmlNode, test: XPathTest, axis: XPathAxis): boolean {
    if (test.kind === 'node') return true
    if (test.kind === 'text') return node.kind === 'text'
    if (node.kind !== (axis === 'attribute' ? 'attribute' : 'element')) return false
    const { prefix, local } = test
    const { name } = node
    if (prefix === '') return local === null || (name.local === local && name.uri === '')
    const uri = this.#namespaces.get(prefix)
    if (uri !== undefined) return name.uri === uri && (local === null || name.local === local)
    // Without an xmlns action for the prefix, the prefix as the document writes it is meant.
    return local === null ? name.qualified.startsWith(`${prefix}:`) : name.qualified === `${prefix}:${local}`
  }

  #filter(nodes: readonly XmlNode[], predicate: XPathExpression): XmlNode[] {
    const size = nodes.length
    return nodes.filter((node, i) => {
      const value = this.value(predicate, { node, position: i + 1, size })
      return typeof value === 'number' ? value === i + 1 : booleanOf(value)
    })
  }

  #binary(operator: string, left: XPathExpression, right: XPathExpression, focus: Focus): XPathValue {
    if (operator === 'or') return booleanOf(this.value(left, focus)) || booleanOf(this.value(right, focus))
    if (operator === 'and') return booleanOf(this.value(left, focus)) && booleanOf(this.value(right, focus))
    const a = this.value(left, focus)
    const b = this.value(right, focus)
    if (operator === '|') {
      if (!Array.isArray(a) || !Array.isArray(b)) return []
      return [...new Set([...a, ...b])].sort((one, other) => one.order - other.order)
    }
    if ('=!<>'.includes(operator[0]!)) return this.#compare(operator, a, b)
    const x = this.#number(a)
    const y = this.#number(b)
    switch (operator) {
      case '+':
        return x + y
      case '-':
        return x - y
      case '*':
        return x * y
      case 'div':
        return x / y
      default:
        return x % y
    }
  }

  /** A node set compares as any of its nodes does. */
  #compare(operator: string, a: XPathValue, b: XPathValue): boolean {
    if (Array.isArray(a) && typeof b !== 'boolean') {
      return a.some((node) => this.#compare(operator, stringValue(this.#tree, node), b))
    }
    if (Array.isArray(b) && typeof a !== 'boolean') {
      return b.some((node) => this.#compare(operator, a, stringValue(this.#tree, node)))
    }
    if (++this.#visits > visitLimit) throw new TooMuchWork()
    if (operator === '=' || operator === '!=') return this.#equal(a, b) === (operator === '=')
    const x = this.#number(a)
    const y = this.#number(b)
    if (operator === '<') return x < y
    if (operator === '<=') return x <= y
    return operator === '>' ? x > y : x >= y
  }

  #equal(a: XPathValue, b: XPathValue): boolean {
    if (typeof a === 'boolean' || typeof b === 'boolean') return booleanOf(a) === booleanOf(b)
    if (typeof a === 'number' || typeof b === 'number') return this.#number(a) === this.#number(b)
    return a === b
  }

  #text(value: XPathValue): string {
    if (typeof value === 'string') return value
    if (typeof value === 'number') return numberText(value)
    if (typeof value === 'boolean') return String(value)
    return value[0] === undefined ? '' : stringValue(this.#tree, value[0])
  }

  #number(value: XPathValue): number {
    return numberOf(this.#text(value), value)
  }
}

function isEverything(step: XPathStep): boolean {
  return step.axis === 'descendant-or-self' && step.test.kind === 'node' && step.predicates.length === 0
}

function* axisNodes(node: XmlNode, axis: XPathAxis): Generator<XmlNode> {
  switch (axis) {
    case 'self':
      yield node
      return
    case 'child':
      if (node.kind === 'root' || node.kind === 'element') yield* node.children
      return
    case 'attribute':
      if (node.kind === 'element') yield* node.attributes
      return
    case 'descendant':
    case 'descendant-or-self':
      if (axis === 'descendant-or-self') yield node
      yield* descendants(node)
      return
    case 'parent':
      if (node.kind !== 'root') yield node.parent
      return
    case 'ancestor':
    case 'ancestor-or-self':
      if (axis === 'ancestor-or-self') yield node
      for (let at = node; at.kind !== 'root'; at = at.parent) yield at.parent
      return
    case 'following-sibling':
      if (node.kind === 'element' || node.kind === 'text') yield* node.parent.children.slice(node.index + 1)
      return
    case 'preceding-sibling':
      if (node.kind === 'element' || node.kind === 'text') yield* node.parent.children.slice(0, node.index).reverse()
      return
    default:
      axis satisfies never
  }
}

/** All below a node in document order, without recursion. */
function* descendants(node: XmlNode): Generator<XmlElement | XmlText> {
  if (node.kind !== 'root' && node.kind !== 'element') return
  const stack: { children: readonly (XmlElement | XmlText)[]; at: number }[] = [{ children: node.children, at: 0 }]
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!
    const child = top.children[top.at++]
    if (child === undefined) {
      stack.pop()
      continue
    }
    yield child
    if (child.kind === 'element' && child.children.length > 0) stack.push({ children: child.children, at: 0 })
  }
}

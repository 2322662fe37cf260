import { type XPathAxis, type XPathExpression, type XPathStep, type XPathTest, xpathAxes } from './xpath-expression.js'
import { xpathFunctions } from './xpath-functions.js'

const tokenForm =
  /\s*(?:(\d+(?:\.\d*)?|\.\d+)|"([^"]*)"|'([^']*)'|(::|\/\/|\.\.|!=|<=|>=|[/@()[\],.|+\-*=<>$:])|([A-Za-z_\x80-\xff][\w.\x80-\xff-]*))/y

interface Token {
  readonly kind: 'number' | 'text' | 'sign' | 'name' | 'end'
  readonly value: string
  readonly at: number
}

class Unreadable extends Error {}

/** Reads an expression; an error text when it is wrong or uses a part of XPath that is not known here. */
export function parseXPath(text: string): { expression: XPathExpression } | { error: string } {
  try {
    const parser = new Parser(tokenize(text))
    return { expression: parser.whole() }
  } catch (problem) {
    if (problem instanceof Unreadable) return { error: problem.message }
    throw problem
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const end = text.trimEnd().length
  while (at < end) {
    tokenForm.lastIndex = at
    const found = tokenForm.exec(text)
    if (found === null) throw new Unreadable(`unexpected \`${text[at]}\` at ${at + 1}`)
    const [, number, double, single, sign, name] = found
    if (number !== undefined) tokens.push({ kind: 'number', value: number, at })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign, at })
    else if (name !== undefined) tokens.push({ kind: 'name', value: name, at })
    else tokens.push({ kind: 'text', value: double ?? single ?? '', at })
    at = tokenForm.lastIndex
  }
  tokens.push({ kind: 'end', value: '', at })
  return tokens
}

const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
]

const everything: XPathStep = { axis: 'descendant-or-self', test: { kind: 'node' }, predicates: [] }

class Parser {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): XPathExpression {
    const expression = this.#level(0)
    if (this.#token.kind !== 'end') this.#fail()
    return expression
  }

  get #token(): Token {
    return this.#tokens[this.#next]!
  }

  #ahead(by: number): Token {
    return this.#tokens[Math.min(this.#next + by, this.#tokens.length - 1)]!
  }

  #is(sign: string): boolean {
    return this.#token.kind === 'sign' && this.#token.value === sign
  }

  #take(sign: string): boolean {
    if (!this.#is(sign)) return false
    this.#next++
    return true
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) this.#fail()
  }

  #fail(): never {
    const { kind, value, at } = this.#token
    throw new Unreadable(kind === 'end' ? 'the expression ends too early' : `unexpected \`${value}\` at ${at + 1}`)
  }

  #level(level: number): XPathExpression {
    const operators = levels[level]
    if (operators === undefined) return this.#unary()
    let left = this.#level(level + 1)
    while (this.#token.kind !== 'text' && operators.includes(this.#token.value)) {
      const operator = this.#token.value
      this.#next++
      left = { kind: 'binary', operator, left, right: this.#level(level + 1) }
    }
    return left
  }

  #unary(): XPathExpression {
    if (++this.#depth > 64) throw new Unreadable('the expression is nested too deep')
    const expression: XPathExpression = this.#take('-') ? { kind: 'negative', operand: this.#unary() } : this.#union()
    this.#depth--
    return expression
  }

  #union(): XPathExpression {
    let left = this.#path()
    while (this.#take('|')) left = { kind: 'binary', operator: '|', left, right: this.#path() }
    return left
  }

  #path(): XPathExpression {
    const { kind } = this.#token
    if (kind === 'number' || kind === 'text' || this.#is('(') || this.#isCall()) return this.#filter()
    if (this.#take('//')) return { kind: 'path', start: 'root', steps: this.#steps([everything]) }
    if (this.#take('/')) {
      const { kind: next, value } = this.#token
      const more = next === 'name' || (next === 'sign' && ['*', '@', '.', '..'].includes(value))
      return { kind: 'path', start: 'root', steps: more ? this.#steps([]) : [] }
    }
    return { kind: 'path', start: 'context', steps: this.#steps([]) }
  }

  #isCall(): boolean {
    const { kind, value } = this.#token
    return (
      kind === 'name' &&
      value !== 'node' &&
      value !== 'text' &&
      this.#ahead(1).value === '(' &&
      this.#ahead(1).kind === 'sign'
    )
  }

  #filter(): XPathExpression {
    let operand = this.#primary()
    if (this.#is('[')) operand = { kind: 'filter', operand, predicates: this.#predicates() }
    if (this.#take('//')) return { kind: 'path', start: operand, steps: this.#steps([everything]) }
    if (this.#take('/')) return { kind: 'path', start: operand, steps: this.#steps([]) }
    return operand
  }

  #primary(): XPathExpression {
    const { kind, value } = this.#token
    if (this.#take('(')) {
      const inner = this.#level(0)
      this.#expect(')')
      return inner
    }
    this.#next++
    if (kind === 'number') return { kind: 'literal', value: Number(value) }
    if (kind === 'text') return { kind: 'literal', value }
    this.#expect('(')
    const operands: XPathExpression[] = []
    while (!this.#take(')')) {
      if (operands.length > 0) this.#expect(',')
      operands.push(this.#level(0))
    }
    const known = xpathFunctions.get(value)
    if (known === undefined) throw new Unreadable(`the function \`${value}\` is not known`)
    if (operands.length < known.least || operands.length > known.most) {
      throw new Unreadable(`\`${value}\` does not take ${operands.length} arguments`)
    }
    return { kind: 'call', name: value, operands }
  }

  #steps(steps: XPathStep[]): XPathStep[] {
    while (true) {
      steps.push(this.#step())
      if (this.#take('//')) steps.push(everything)
      else if (!this.#take('/')) return steps
    }
  }

  #step(): XPathStep {
    if (this.#take('.')) return { axis: 'self', test: { kind: 'node' }, predicates: [] }
    if (this.#take('..')) return { axis: 'parent', test: { kind: 'node' }, predicates: [] }
    const axis = this.#axis()
    return { axis, test: this.#test(), predicates: this.#predicates() }
  }

  #axis(): XPathAxis {
    if (this.#take('@')) return 'attribute'
    const next = this.#ahead(1)
    if (this.#token.kind !== 'name' || next.kind !== 'sign' || next.value !== '::') return 'child'
    const axis = xpathAxes.find((name) => name === this.#token.value)
    if (axis === undefined) throw new Unreadable(`the axis \`${this.#token.value}\` is not known`)
    this.#next += 2
    return axis
  }

  #test(): XPathTest {
    if (this.#take('*')) return { kind: 'name', prefix: '', local: null }
    const { kind, value } = this.#token
    if (kind !== 'name') this.#fail()
    this.#next++
    if (this.#is('(')) {
      this.#next++
      this.#expect(')')
      if (value === 'node' || value === 'text') return { kind: value }
      throw new Unreadable(`the node test \`${value}()\` is not known`)
    }
    if (!this.#take(':')) return { kind: 'name', prefix: '', local: value }
    if (this.#take('*')) return { kind: 'name', prefix: value, local: null }
    if (this.#token.kind !== 'name') this.#fail()
    const local = this.#token.value
    this.#next++
    return { kind: 'name', prefix: value, local }
  }

  #predicates(): XPathExpression[] {
    const predicates: XPathExpression[] = []
    while (this.#take('[')) {
      predicates.push(this.#level(0))
      this.#expect(']')
    }
    return predicates
  }
}

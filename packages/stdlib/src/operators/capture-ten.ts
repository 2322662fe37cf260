import type { OperatorContext } from '@secrule/program'
import { lowerCase } from '../lower-case.js'

/** Phrases by their first letters; `isEnd` where one ends. */
interface Branch {
  readonly next: Map<number, Branch>
  isEnd: boolean
}

const trees = new WeakMap<readonly string[], Branch>()

/** Captures the first ten phrases in a value, from left to right, the longest at each place, none within another. */
export function captureTen(phrases: readonly string[], value: string, context: OperatorContext): void {
  let root = trees.get(phrases)
  if (root === undefined) {
    root = treeOf(phrases)
    trees.set(phrases, root)
  }
  const text = lowerCase(value)
  let group = 0
  for (let from = 0; from < text.length && group < 10; ) {
    const end = longestEnd(root, text, from)
    if (end > from) context.capture(group++, from, end)
    from = Math.max(end, from + 1)
  }
}

function treeOf(phrases: readonly string[]): Branch {
  const root: Branch = { next: new Map(), isEnd: false }
  for (const phrase of phrases) {
    let branch = root
    for (let i = 0; i < phrase.length; i++) {
      const code = phrase.charCodeAt(i)
      let next = branch.next.get(code)
      if (next === undefined) {
        next = { next: new Map(), isEnd: false }
        branch.next.set(code, next)
      }
      branch = next
    }
    branch.isEnd = true
  }
  return root
}

/** Where the longest phrase ends that begins at a place; the place itself when none does. */
function longestEnd(root: Branch, text: string, from: number): number {
  let end = from
  let branch: Branch | undefined = root
  for (let at = from; at < text.length; ) {
    branch = branch.next.get(text.charCodeAt(at))
    if (branch === undefined) break
    at++
    if (branch.isEnd) end = at
  }
  return end
}

import { findText } from './find-text.js'
import { textComparison } from './text-comparison.js'

/** @containsWord. Letters, digits and the underscore make words; an empty argument matches every value. */
export const containsWord = textComparison(
  {
    name: 'containsWord',
    summary: 'True when the argument stands in the value as a word of its own.',
    example: 'SecRule ARGS "@containsWord select" "id:1,phase:2,deny,t:none,t:lowercase"',
    engines: 'In ModSecurity 3 digits and the underscore end a word; Coraza lacks it.',
    logName: 'ContainsWord',
    inValue: true,
  },
  (value, argument, { lettersMakeWords }) => {
    if (argument === '') return true
    const isWord = (at: number): boolean =>
      isEdge(value, at - 1, lettersMakeWords) && isEdge(value, at + argument.length, lettersMakeWords)
    return findText(value, argument, isWord) >= 0
  },
)

function isEdge(value: string, at: number, lettersOnly: boolean): boolean {
  if (at < 0 || at >= value.length) return true
  const code = value.charCodeAt(at)
  const letter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
  return !letter && (lettersOnly || ((code < 0x30 || code > 0x39) && code !== 0x5f))
}

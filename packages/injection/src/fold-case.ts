/** The upper-case form of an ASCII letter's code; any other code as it is (no locale, no Unicode). */
export function foldCase(code: number): number {
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : code
}

/** Whether `text` has `word` (upper case) at `start`, in any ASCII case; `end` bounds what may be read. */
export function hasWordAt(text: string, start: number, end: number, word: string): boolean {
  if (end - start < word.length) return false
  for (let i = 0; i < word.length; i++) {
    if (foldCase(text.charCodeAt(start + i)) !== word.charCodeAt(i)) return false
  }
  return true
}

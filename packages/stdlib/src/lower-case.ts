/** Up to this length a loop over the bytes is faster than a regular expression. */
const short = 128

/**
 * The text with ASCII letters in lower case, which is what "without case" means in the rule language. Bytes above 127
 * stay: `toLowerCase` alone would change some of them.
 */
export function lowerCase(text: string): string {
  const { length } = text
  if (length > short) return lowerCaseLong(text)
  let hasCapital = false
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return lowerCaseLong(text)
    if (code <= 0x5a && code >= 0x41) hasCapital = true
  }
  return hasCapital ? text.toLowerCase() : text
}

function lowerCaseLong(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}

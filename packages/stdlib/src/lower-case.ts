/**
 * The text with ASCII letters in lower case, which is what "without case" means in the rule language. Bytes above 127
 * stay: `toLowerCase` alone would change some of them.
 */
export function lowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text
}

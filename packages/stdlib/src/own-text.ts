/**
 * The same text in memory of its own. What is cut out of a file is for the engine a window on the whole of it, which
 * makes each comparison slow and keeps the file in memory; texts that requests are compared with are worth the copy.
 */
export function ownText(text: string): string {
  return text.length < 2 ? text : [text.charAt(0), text.slice(1)].join('')
}

/** Shorter texts are always copied when they are cut out. */
const shortestWindow = 13

/**
 * The same text in memory of its own. What is cut out of a file or a body is for the engine a window on the whole of it:
 * that makes each comparison slow, and keeps the whole in memory as long as the piece is kept.
 */
export function ownText(text: string): string {
  return text.length < shortestWindow ? text : [text.charAt(0), text.slice(1)].join('')
}

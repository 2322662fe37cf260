import { transformation } from '@secrule/program'
import { normalizedPath } from './normalized-path.js'
import { outputBuffer, textOf } from './output-buffer.js'

/** t:normalizePathWin. The result has forward slashes. */
export const normalizePathWin = transformation({
  name: 'normalizePathWin',
  aliases: ['normalisePathWin'],
  summary: 'Turns backslashes into slashes and then normalizes the path.',
  example: 'SecRule ARGS "@contains /windows/system32" "id:1,phase:2,deny,t:none,t:lowercase,t:normalizePathWin"',
  engines: 'Coraza also removes stream names and trailing dots and spaces.',
  touches: '/.\\',
  run: (value) => normalizedPath(value.indexOf('\\') < 0 ? value : withSlashes(value)),
})

/** Backslashes as slashes: byte by byte, since replacing half a million of them by a search takes ten times as long. */
function withSlashes(value: string): string {
  const out = outputBuffer(value.length)
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    out[i] = code === 0x5c ? 0x2f : code
  }
  return textOf(out, value.length)
}

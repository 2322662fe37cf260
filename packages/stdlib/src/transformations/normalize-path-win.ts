import { transformation } from '@secrule/program'
import { normalizedPath, normalizedWindowsPath } from './normalized-path.js'

/** t:normalizePathWin. The result has forward slashes. */
export const normalizePathWin = transformation({
  name: 'normalizePathWin',
  aliases: ['normalisePathWin'],
  summary: 'Turns backslashes into slashes and then normalizes the path.',
  example: 'SecRule ARGS "@contains /windows/system32" "id:1,phase:2,deny,t:none,t:lowercase,t:normalizePathWin"',
  engines: 'Coraza also removes stream names and trailing dots and spaces.',
  touches: '/.\\',
  run: (value) => (value.indexOf('\\') < 0 ? normalizedPath(value) : normalizedWindowsPath(value)),
})

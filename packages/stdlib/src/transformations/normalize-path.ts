import { transformation } from '@secrule/program'
import { normalizedPath } from './normalized-path.js'

/** t:normalizePath. Never above the root; a relative path keeps a `..` that has nothing to remove. */
export const normalizePath = transformation({
  name: 'normalizePath',
  aliases: ['normalisePath'],
  summary: 'Collapses slashes and resolves . and .. in a path.',
  example: 'SecRule REQUEST_FILENAME "@beginsWith /admin" "id:1,phase:1,deny,t:none,t:normalizePath"',
  engines: 'Byte for byte as ModSecurity, where `/a/b..` gives `/a`; Coraza cleans paths as its platform does.',
  touches: '/.',
  run: normalizedPath,
})

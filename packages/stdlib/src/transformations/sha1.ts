import { transformation } from '@secrule/program'
import { digest } from './digest.js'

/** t:sha1. The digest is raw bytes: t:hexEncode makes it readable. */
export const sha1 = transformation({
  name: 'sha1',
  summary: 'Replaces the value by its SHA-1 digest, 20 raw bytes.',
  example:
    'SecAction "id:1,phase:1,pass,nolog,initcol:ip=%{REMOTE_ADDR}_%{TX.ua_hash}"\n' +
    'SecRule REQUEST_HEADERS:User-Agent "@unconditionalMatch" "id:2,phase:1,pass,t:none,t:sha1,t:hexEncode,setvar:\'tx.ua_hash=%{MATCHED_VAR}\'"',
  alwaysChanges: true,
  run: (value) => digest('sha1', value),
})

import { transformation } from '@secrule/program'
import { digest } from './digest.js'

/** t:md5. The digest is raw bytes: t:hexEncode makes it readable. */
export const md5 = transformation({
  name: 'md5',
  summary: 'Replaces the value by its MD5 digest, 16 raw bytes.',
  example:
    'SecRule FILES_TMP_CONTENT "@streq 44d88612fea8a8f36de82e1278abb02f" "id:1,phase:2,deny,t:none,t:md5,t:hexEncode"',
  alwaysChanges: true,
  run: (value) => digest('md5', value),
})

import { transformation } from '@secrule/program'

/** t:removeWhitespace. The no-break space goes both as the byte A0 and as the UTF-8 pair C2 A0. */
export const removeWhitespace = transformation({
  name: 'removeWhitespace',
  summary: 'Removes all white space.',
  example: 'SecRule ARGS "@contains javascript:" "id:1,phase:2,deny,t:none,t:lowercase,t:removeWhitespace"',
  engines:
    'ModSecurity 3 drops every C2 byte, also of other characters; Coraza removes all Unicode white space and replaces invalid UTF-8.',
  touches: '\t\n\v\f\r \xa0',
  run: (value) => value.replace(/[\t-\r \xa0]+|\xc2\xa0/g, ''),
})

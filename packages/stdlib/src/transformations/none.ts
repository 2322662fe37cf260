import { transformation } from '@secrule/program'

/** t:none. The compiler drops every transformation before it; by itself it changes nothing. */
export const none = transformation({
  name: 'none',
  summary: 'Drops all transformations before it, those inherited from SecDefaultAction included.',
  example: 'SecRule ARGS "@rx attack" "id:1,phase:2,deny,t:none,t:lowercase"',
  run: (value) => value,
})

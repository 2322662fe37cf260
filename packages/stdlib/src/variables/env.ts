import { collection } from '@secrule/program'
import { mapMembers } from './map-members.js'
import { membersWithKey } from './members-with-key.js'

export const env = collection({
  name: 'ENV',
  summary: 'Environment variables: those that setenv set, then those that the host supplies.',
  example: 'SecRule ENV:client_class "@streq robot" "id:1,phase:1,deny"',
  engines:
    'The other engines read the environment of the process; here it is never changed, and seen only if the host passes it in.',
  phase: 0,
  stable: false,
  read: ({ environment }) => mapMembers(environment),
  named: ({ environment }, lowerKey) => membersWithKey(mapMembers(environment), lowerKey),
})

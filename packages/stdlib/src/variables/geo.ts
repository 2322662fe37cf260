import { collection } from '@secrule/program'
import { mapMembers } from './map-members.js'
import { membersWithKey } from './members-with-key.js'

export const geo = collection({
  name: 'GEO',
  summary: 'What the last @geoLookup found: COUNTRY_CODE, COUNTRY_NAME, CITY and others.',
  example: 'SecRule GEO:COUNTRY_CODE "@streq NL" "id:2,phase:1,deny"',
  engines: 'Coraza declares it and never fills it.',
  phase: 0,
  stable: false,
  read: ({ geo }) => mapMembers(geo),
  named: ({ geo }, lowerKey) => membersWithKey(mapMembers(geo), lowerKey),
})

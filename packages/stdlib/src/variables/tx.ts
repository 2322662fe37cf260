import { collection } from '@secrule/program'

export const tx = collection({
  name: 'TX',
  summary: 'The variables of this transaction: what setvar sets, and the captures 0 to 9.',
  example: 'SecRule TX:anomaly_score "@ge 5" "id:1,phase:2,deny"',
  engines: 'v3 keeps names as written, v2 and Coraza in lower case; all compare without case.',
  phase: 0,
  stable: false,
  writable: 'tx',
  read: ({ tx }) => tx.all(),
  named: ({ tx }, lowerKey) => tx.named(lowerKey),
})

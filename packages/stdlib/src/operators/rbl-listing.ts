const uribl = new Map([
  [2, 'BLACK'],
  [4, 'GREY'],
  [8, 'RED'],
  [14, 'BLACK,GREY,RED'],
  [255, 'DNS IS BLOCKED'],
])

const visitors = [
  'Search Engine',
  'Suspicious IP',
  'Harvester IP',
  'Suspicious harvester IP',
  'Comment spammer IP',
  'Suspicious comment spammer IP',
  'Harvester and comment spammer IP',
  'Suspicious harvester comment spammer IP',
]

/** What a block list says by the address that it answers with; empty for lists whose answers have no known meaning. */
export function listingText(zone: string, answer: string): string {
  const octets = answer.split('.').map(Number)
  const last = octets[3] ?? 0
  const list = zone.toLowerCase()
  if (list.includes('uribl.com')) return uribl.get(last) ?? 'WHITE'
  if (list.includes('spamhaus.org')) {
    if (last === 2 || last === 3) return 'Static UBE sources'
    if (last >= 4 && last <= 7) return 'Illegal 3rd party exploits'
    if (last === 10 || last === 11) return 'Delivering unauthenticated SMTP email'
    return ''
  }
  if (!list.includes('httpbl.org')) return ''
  if (octets[0] !== 127) return 'bad response'
  const visitor = visitors[last] ?? 'unknown visitor'
  return `${visitor}: ${octets[1] ?? 0} days since last activity, threat score ${octets[2] ?? 0}`
}

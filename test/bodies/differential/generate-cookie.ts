import { percentEncoded } from './generate-form.js'
import { type GeneratedRequest, payload } from './generated-request.js'
import type { SeededRandom } from './seeded-random.js'

const token = 'abcXYZ019_.-'

/** One or more Cookie headers with the payload in a value, now and then in a name. */
export function generateCookie(random: SeededRandom): GeneratedRequest {
  const count = random.between(1, 4)
  const at = random.below(count)
  const cookies = Array.from({ length: count }, (_, i) => {
    const inName = i === at && random.chance(0.2)
    const hidden = `${random.text(token, 0, 3)}${payload}${random.text(token, 0, 3)}`
    const name = inName ? hidden : random.text(token, random.chance(0.95) ? 1 : 0, 5)
    const value = i === at && !inName ? hidden : random.text(token, 0, 6)
    const written = percentEncoded(value, random, random.of([0, 0, 1]))
    const quoted = random.chance(0.2)
      ? random.of([`"${written}"`, `"${written}`, ` ${written} `, `"a;${written}"`])
      : written
    return `${random.of(['', '', '', ' ', '\t', '$'])}${name}${random.of(['=', '=', '=', '=', ' = ', '==', ''])}${quoted}`
  })
  const separator = random.chance(0.8) ? '; ' : random.of([';', ',', ', ', ' ; ', ';;', '&', '\t'])
  const headers: [string, string][] =
    cookies.length > 1 && random.chance(0.2)
      ? [
          ['Cookie', cookies[0]!],
          ['cookie', cookies.slice(1).join(separator)],
        ]
      : [['Cookie', cookies.join(separator)]]
  return { kind: 'cookie', target: '/', headers, body: '' }
}

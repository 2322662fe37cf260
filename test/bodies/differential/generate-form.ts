import { type GeneratedRequest, payload } from './generated-request.js'
import type { SeededRandom } from './seeded-random.js'

const plain = 'abcXYZ019_.-'

/** Percent-encodes what has to be, and of the rest as much as chance wants; hexadecimal digits in either case. */
export function percentEncoded(text: string, random: SeededRandom, share: number): string {
  return [...text]
    .map((char) => {
      if (char === ' ' && random.chance(0.5)) return '+'
      if (/[A-Za-z0-9_.-]/.test(char) && !random.chance(share)) return char
      if (share < 1 && char !== '&' && char !== '%' && char !== '+' && char !== '=' && random.chance(0.2)) return char
      const hex = char.charCodeAt(0).toString(16).padStart(2, '0')
      return `%${random.chance(0.5) ? hex : hex.toUpperCase()}`
    })
    .join('')
}

/** A url-encoded list with the payload in one name or value, written in one of the ways that readers differ about. */
export function formText(random: SeededRandom): string {
  const count = random.between(1, 4)
  const at = random.below(count)
  const inName = random.chance(0.25)
  const pieces = Array.from({ length: count }, (_, i) => {
    const share = random.of([0, 0.3, 1])
    const hidden = `${random.text(plain, 0, 3)}${payload}${random.text(`${plain} &;`, 0, 3)}`
    const name = i === at && inName ? hidden : random.text(`${plain}[]`, 0, 6)
    const value = i === at && !inName ? hidden : random.text(`${plain} `, 0, 6)
    const equals = random.of(['=', '=', '=', '=', '', '==', '%3d', '=&', '= ', '[]=', '[a]=', '=?'])
    return `${percentEncoded(name, random, share)}${equals}${percentEncoded(value, random, share)}`
  })
  const separator = random.chance(0.8)
    ? '&'
    : random.of([';', '&&', '&amp;', '&;', '?', '%26', '\r\n', '&\0', '#', '&#'])
  return `${random.chance(0.1) ? random.of(['?', '&', '=', '\xef\xbb\xbf', ' ', '#']) : ''}${pieces.join(separator)}`
}

const types = [
  'application/x-www-form-urlencoded; charset=UTF-8',
  'application/x-www-form-urlencoded;charset=utf-8',
  'Application/X-WWW-Form-Urlencoded',
  'application/x-www-form-urlencoded ; charset=iso-8859-1',
  'application/x-www-form-urlencoded; charset=utf-16le',
  'application/x-www-form-urlencoded; charset="utf-8"; charset=utf-16le',
  'application/x-www-form-urlencoded; CHARSET=base64',
  'application/x-www-form-urlencoded, text/plain',
  'application/x-www-form-urlencoded\t;a=b',
]

export function generateForm(random: SeededRandom): GeneratedRequest {
  const type = random.chance(0.7) ? 'application/x-www-form-urlencoded' : random.of(types)
  let body = formText(random)
  if (/base64/i.test(type) && random.chance(0.7)) body = `a=${Buffer.from(payload).toString('base64')}`
  if (/16le/i.test(type) && random.chance(0.7)) {
    body = `a=${[...payload].map((char) => `%${char.charCodeAt(0).toString(16)}%00`).join('')}`
  }
  return { kind: 'form', target: '/', headers: [['Content-Type', type]], body }
}

export function generateQuery(random: SeededRandom): GeneratedRequest {
  const before = random.chance(0.85)
    ? '/'
    : random.of([
        '//host/',
        '/a%3fb',
        '/a%23b',
        'http://host/',
        'http://host',
        '/#',
        '/;a=b',
        '/a?b',
        '*',
        '',
        '/%',
        'host:80',
      ])
  return {
    kind: 'query',
    target: `${before}${random.chance(0.95) ? '?' : '??'}${formText(random)}`,
    headers: [],
    body: '',
  }
}

import { generateCookie } from './generate-cookie.js'
import { generateForm, generateQuery } from './generate-form.js'
import { generateJson } from './generate-json.js'
import { generateMultipart } from './generate-multipart.js'
import type { GeneratedRequest } from './generated-request.js'
import { SeededRandom } from './seeded-random.js'

const special = [
  '\0',
  '\t',
  '\n',
  '\r',
  '\r\n',
  ' ',
  '"',
  "'",
  '%',
  '%00',
  '&',
  '+',
  ',',
  '-',
  '--',
  ';',
  '=',
  '\\',
  '\x80',
  '\xff',
  '[',
  ']',
  '#',
  ':',
  '\x0b',
  '{',
]

/** One to three small damages: a piece is taken out, doubled, moved, replaced or put in. */
function mutated(text: string, random: SeededRandom): string {
  let result = text
  for (let left = random.between(1, 3); left > 0 && result !== ''; left--) {
    const at = random.below(result.length + 1)
    const length = random.chance(0.7) ? 1 : random.between(1, 12)
    const before = result.slice(0, at)
    const rest = result.slice(at)
    const piece = rest.slice(0, length)
    result = random.pick([
      () => before + rest.slice(length),
      () => before + random.of(special) + rest,
      () => before + random.of(special) + rest.slice(1),
      () => before + piece + rest,
      () => {
        const to = random.below(result.length + 1)
        return result.slice(0, to) + piece + result.slice(to)
      },
      () => before + String.fromCharCode(random.below(256)) + rest.slice(1),
      () =>
        before +
        piece.replace(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) ^ 32)) +
        rest.slice(length),
    ])
  }
  return result
}

const generators = [
  generateMultipart,
  generateMultipart,
  generateMultipart,
  generateMultipart,
  generateForm,
  generateQuery,
  generateJson,
  generateJson,
  generateCookie,
]

/** The request with that number; the same number always gives the same request. */
export function generateRequest(number: number): GeneratedRequest {
  const random = new SeededRandom(number)
  const request = random.of(generators)(random)
  if (random.chance(0.5)) return request
  const change = (text: string) => (random.chance(0.4) ? mutated(text, random) : text)
  const body = random.chance(0.7) ? mutated(request.body, random) : request.body
  const headers: [string, string][] = request.headers.map(([name, value]) => [
    name,
    change(value)
      .replace(/[\r\n\0]/g, ' ')
      .trim(),
  ])
  if (random.chance(0.02) && headers.length > 0) headers.push([headers[0]![0], 'text/plain'])
  return { ...request, target: change(request.target), headers, body }
}

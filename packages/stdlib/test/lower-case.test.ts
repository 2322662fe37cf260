import { lowerCase, ownText } from '@secrule/stdlib'
import t from 'tap'

/** By the byte, as the rule language has it. */
function plainly(text: string): string {
  return Array.from(text, (char) => (char >= 'A' && char <= 'Z' ? char.toLowerCase() : char)).join('')
}

t.test('only ASCII letters change, in texts of every length', async (t) => {
  const everyByte = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
  const texts = [...everyByte]
  for (let length = 0; length < 300; length++) {
    const text = Array.from({ length }, (_, at) => everyByte[(at * 7 + length * 13) % 128]!).join('')
    texts.push(text, plainly(text), `${text}\xc9`, `\xdeX${text}`)
  }
  const wrong = texts.filter((text) => lowerCase(text) !== plainly(text) || ownText(text) !== text)
  t.same(wrong, [])
  t.comment(`${texts.length} texts`)
})

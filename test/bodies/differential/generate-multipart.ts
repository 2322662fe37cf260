import { type GeneratedRequest, payload } from './generated-request.js'
import type { SeededRandom } from './seeded-random.js'

const token = 'abcXYZ019_-'

/** Content-Type values for a boundary. Few are what clients send. */
function contentType(boundary: string, random: SeededRandom): string {
  if (random.chance(0.75)) return `multipart/form-data; boundary=${boundary}`
  const other = random.text(token, 1, 6)
  return random.of([
    `multipart/form-data; boundary="${boundary}"`,
    `Multipart/Form-Data; boundary=${boundary}`,
    `multipart/form-data;boundary=${boundary}`,
    `multipart/form-data; Boundary=${boundary}`,
    `multipart/form-data; boundary=${boundary}; charset=utf-8`,
    `multipart/form-data; charset=utf-8; boundary=${boundary}`,
    `multipart/form-data; boundary=${boundary};boundary=${other}`,
    `multipart/form-data; boundary=${other}; boundary=${boundary}`,
    `multipart/form-data; boundary=${boundary}, text/plain`,
    `multipart/form-data, text/plain; boundary=${boundary}`,
    `multipart/form-data; boundary= ${boundary}`,
    `multipart/form-data; boundary =${boundary}`,
    `multipart/form-data boundary=${boundary}`,
    `multipart/form-data; a=b; boundary=${boundary}`,
    `multipart/form-data; a="; boundary=${other}"; boundary=${boundary}`,
    `multipart/form-data; boundary="${boundary.slice(0, 1)}\\${boundary.slice(1)}"`,
    `multipart/form-data; boundary=${boundary} `,
    `multipart/form-data; boundary=${boundary} x`,
    `multipart/form-data; boundary='${boundary}'`,
    `multipart/form-data; boundary="${boundary}`,
    `multipart/form-data; boundary=${boundary}"`,
    `multipart/form-data; boundary*=utf-8''${boundary}`,
    `multipart/form-data; boundary*0=${boundary}`,
    `multipart/form-data; boundary=${other}; boundary*=utf-8''${boundary}`,
    `multipart/form-data; boundary=`,
    `multipart/form-data; boundary=; boundary=${boundary}`,
    `multipart/form-data; boundary="";`,
    `multipart/form-data;; boundary=${boundary}`,
    `multipart/form-data\t;\tboundary=${boundary}`,
    `multipart/form-data; boundary=${encodeURIComponent(boundary)}%2d`,
    `multipart/form-datax; boundary=${boundary}`,
    `multipart/related; boundary=${boundary}`,
    `multipart/mixed; boundary=${boundary}`,
    `multipart/; boundary=${boundary}`,
  ])
}

/** Ways to write a parameter of Content-Disposition. */
function parameter(name: string, value: string, random: SeededRandom): string {
  const escaped = value.replace(/(["\\])/g, '\\$1')
  if (random.chance(0.85)) return `; ${name}="${escaped}"`
  const percent = [...value].map((char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
  const entities = [...value].map((char) => `&#${String(char.charCodeAt(0)).padStart(4, '0')};`).join('')
  return random.of([
    `;${name}="${escaped}"`,
    `; ${name}=${value}`,
    `; ${name}='${value}'`,
    `; ${name}="${value}`,
    `; ${name} = "${escaped}"`,
    `; ${name.toUpperCase()}="${escaped}"`,
    `; ${name}="x"; ${name}="${escaped}"`,
    `; ${name}="${escaped}"; ${name}="x"`,
    `; ${name}*=utf-8''${percent}`,
    `; ${name}="x"; ${name}*=utf-8''${percent}`,
    `; ${name}*=UTF-8'en'${percent}; ${name}="x"`,
    `; ${name}*0="${value.slice(0, 3)}"; ${name}*1="${value.slice(3)}"`,
    `; ${name}="${percent}"`,
    `; ${name}="${entities}"`,
    `; ${name}="a\\"; x=${value}"`,
    `; ${name}="C:\\a\\${value}"`,
    `; ${name}="x";; ${name}="${escaped}"`,
    `; x="; ${name}=${value}"; ${name}="y"`,
    `; x="${escaped}"; ${name}="y"`,
    ` ${name}="${escaped}"`,
    `; ${name}=?utf-8?B?${Buffer.from(value).toString('base64')}?=`,
    `; ${name}="=?utf-8?Q?${percent.replace(/%/g, '=')}?="`,
    `, ${name}="${escaped}"`,
    `;\t${name}="${escaped}" `,
    `; ${name}="a"${value}`,
    `; ${name}=""${value}""`,
  ])
}

/** Header lines of one part. */
function partHeaders(name: string, filename: string | null, random: SeededRandom): string[] {
  let type = 'form-data'
  if (random.chance(0.04)) type = random.of(['Form-Data', 'attachment', 'form-data ', '"form-data"', '', 'file'])
  let header = 'Content-Disposition'
  if (random.chance(0.05)) {
    header = random.of(['content-disposition', 'CONTENT-DISPOSITION', 'Content-Disposition ', ' Content-Disposition'])
  }
  const parameters = [
    parameter('name', name, random),
    ...(filename === null ? [] : [parameter('filename', filename, random)]),
  ]
  if (random.chance(0.1)) parameters.reverse()
  const disposition = `${header}:${random.of([' ', ' ', ' ', '', '\t', '  '])}${type}${parameters.join('')}`
  const lines = [disposition]
  if (filename !== null || random.chance(0.15)) {
    lines.push(
      `Content-Type: ${random.chance(0.7) ? random.of(['text/plain', 'image/png', 'application/octet-stream']) : random.of(['text/plain; charset=utf-8', 'text/plain;charset=utf-16le', 'text/plain; charset=base64', 'text/plain; charset="utf-16le"', 'text/plain; x=y; CHARSET=ucs2', 'application/octet-stream', 'text/html; charset=windows-1252', 'text/plain; charset=utf-8; charset=utf-16le', '', 'text'])}`,
    )
  }
  if (random.chance(0.05))
    lines.push(
      random.of([
        'Content-Transfer-Encoding: base64',
        'content-transfer-encoding:BASE64',
        'Content-Transfer-Encoding: quoted-printable',
        'Content-Transfer-Encoding: 8bit',
        'Content-Transfer-Encoding: x',
        'Content-Length: 3',
        'X: y',
      ]),
    )
  if (random.chance(0.04)) {
    lines.push(
      random.of([
        `Content-Disposition: form-data; name="other"`,
        `Content-Disposition : form-data; name="other"`,
        'X',
        ': x',
        `X:\r\n Content-Disposition: form-data; name="z"`,
        'Y: a\0b',
      ]),
    )
  }
  if (random.chance(0.04))
    lines[0] = disposition.replace('; ', random.of([';\r\n ', ';\r\n\t', ';\n ', '; \r\n', ';\r\n', ';\0 ', ';\r ']))
  if (random.chance(0.1)) lines.reverse()
  return lines
}

/** Content in the transfer encoding and charset that the headers speak of, as some readers take it back. */
function encodedContent(content: string, lines: readonly string[]): string {
  const headers = lines.join('\n')
  if (/base64/i.test(headers)) return Buffer.from(content).toString('base64')
  if (/16le|ucs2/i.test(headers)) return [...content].map((char) => `${char}\0`).join('')
  if (/quoted-printable/i.test(headers)) return content.replace(/</g, '=3C').replace(/>/g, '=3E')
  return content
}

/** A multipart body with the payload in one name, file name or content. */
export function generateMultipart(random: SeededRandom): GeneratedRequest {
  const boundary = `${random.of(['', '----', '-', '--'])}${random.text(random.chance(0.95) ? token : `${token}:'()+,./?= `, 1, 12)}`
  const count = random.between(1, 3)
  const at = random.below(count)
  const where = random.of(['value', 'value', 'value', 'name', 'filename', 'content'])
  const end = random.chance(0.93) ? '\r\n' : random.of(['\n', '\r', '\n\r', '\r\r\n'])
  const line = () => (random.chance(0.985) ? end : random.of(['\n', '\r', '\r\n\r\n', '', '\r\r\n', ' \r\n', '\0\r\n']))
  const pieces: string[] = []
  if (random.chance(0.05))
    pieces.push(random.of(['preamble\r\n', '\r\n', '\n', ' ', '--', `--${boundary}x\r\n`, `--${boundary}--\r\n`]))
  for (let i = 0; i < count; i++) {
    const holds = i === at
    const isFile = holds ? where === 'filename' || where === 'content' : random.chance(0.3)
    const hidden = `${random.text(token, 0, 3)}${payload}${random.text(token, 0, 3)}`
    const name = holds && where === 'name' ? hidden : random.chance(0.95) ? random.text(token, 1, 5) : ''
    const filename = isFile
      ? holds && where === 'filename'
        ? hidden
        : random.chance(0.9)
          ? `${random.text(token, 1, 5)}.txt`
          : ''
      : null
    const lines = partHeaders(name, filename, random)
    let content = holds && (where === 'value' || where === 'content') ? hidden : random.text(`${token} `, 0, 8)
    if (random.chance(0.1)) {
      content = `${random.of(['\r\n', '\n', '\r', '--', `--${boundary}`, `\r\n--${boundary}`, `\n--${boundary}\n`, `\r\n--${boundary}x`, `\r\n-- ${boundary}`, `\r\n--${boundary}--x`])}${content}`
    }
    if (random.chance(0.02)) content = `${'x'.repeat(random.between(4080, 4100))}${content}`
    const after = random.chance(0.95) ? '' : random.of([' ', '\t', '-', 'x', ' \t', '\0'])
    pieces.push(
      `--${boundary}${after}${line()}`,
      ...lines.map((header) => `${header}${line()}`),
      line(),
      encodedContent(content, lines),
      line(),
    )
  }
  const last = random.chance(0.9)
    ? `--${boundary}--\r\n`
    : random.of([
        '',
        `--${boundary}--`,
        `--${boundary}`,
        `--${boundary}-`,
        `--${boundary}--x`,
        `--${boundary} --`,
        `--${boundary}-- \r\n`,
      ])
  pieces.push(last)
  if (random.chance(0.06)) {
    pieces.push(
      random.of([
        'epilogue',
        '\r\n',
        ' ',
        `--${boundary}\r\nContent-Disposition: form-data; name="after"\r\n\r\n${payload}\r\n--${boundary}--\r\n`,
      ]),
    )
  }
  return {
    kind: 'multipart',
    target: '/',
    headers: [['Content-Type', contentType(boundary, random)]],
    body: pieces.join(''),
  }
}

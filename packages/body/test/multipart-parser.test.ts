// Multipart bodies: valid ones come back, broken ones are the same in any chunks.
import { MultipartParser, multipartFlagVariables, noMultipartFlags, toBytes } from '@secrule/body'
import fc from 'fast-check'
import t from 'tap'
import { byteString, cut, mixOf, numRuns, proof, seed } from './random-input.js'
import { multipart, multipartOptions } from './read-body.js'

t.test('valid multipart bodies raise nothing', (test) => {
  const token = fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/)
  const part = fc.record({ name: token, filename: fc.option(token), value: byteString, type: fc.boolean() })
  const boundary = fc.stringMatching(/^[A-Za-z0-9]{10,30}$/).map((text) => `----${text}`)
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      boundary,
      fc.array(fc.nat(), { maxLength: 4 }),
      (parts, mark, at) => {
        // A line of dashes would be flagged, rightly: parsers disagree about it.
        const clean = parts.map((one) => ({ ...one, value: one.value.replace(/--/g, '-+') }))
        const body = clean
          .map(({ name, filename, value, type }) => {
            const file = filename === null ? '' : `; filename="${filename}"`
            const content = type ? '\r\nContent-Type: text/plain' : ''
            return `--${mark}\r\nContent-Disposition: form-data; name="${name}"${file}${content}\r\n\r\n${value}\r\n`
          })
          .join('')
        const result = multipart(`multipart/form-data; boundary=${mark}`, cut(`${body}--${mark}--\r\n`, at), {
          keepContent: true,
        })
        const fields = clean.filter((one) => one.filename === null)
        const files = clean.filter((one) => one.filename !== null)
        return (
          result.error === null &&
          result.flags.strictError === 0 &&
          result.flags.unmatchedBoundary === 2 &&
          result.fields.length === fields.length &&
          result.fields.every(({ name, value, offset }, i) => {
            const found = body.slice(offset, offset + value.length)
            return name === fields[i]!.name && value === fields[i]!.value && (value === '' || found === value)
          }) &&
          result.files.length === files.length &&
          result.files.every((file, i) => {
            const { name, filename, value } = files[i]!
            return (
              file.name === name && file.filename === filename && file.content === value && file.size === value.length
            )
          })
        )
      },
    ),
    { numRuns: proof ? 10_000 : 1000, seed },
  )
  test.pass(`${proof ? 10_000 : 1000} valid bodies`)
  test.end()
})

t.test('broken multipart bodies: the same in any chunks, nothing thrown', (test) => {
  const pieces = [
    '--b',
    '--b--',
    '\r\n',
    '\n',
    '\r',
    '--',
    '-',
    'b',
    '"b"',
    'Content-Disposition: form-data; name="a"',
    'Content-Disposition: form-data; name="f"; filename="x"',
    "; filename*=utf-8''%41",
    'Content-Type: text/plain',
    '\r\n\r\n',
    ' ',
    'x'.repeat(4095),
    '\0',
    '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
  ]
  const types = [
    'multipart/form-data; boundary=b',
    'multipart/form-data; boundary="b"',
    'multipart/form-data;boundary =b',
  ]
  fc.assert(
    fc.property(mixOf(pieces), fc.constantFrom(...types), fc.array(fc.nat(), { maxLength: 6 }), (list, type, at) => {
      const body = list.join('')
      const whole = multipart(type, [toBytes(body)], { keepContent: true })
      const pieced = multipart(type, cut(body, at), { keepContent: true })
      const { strictError, ...rest } = whole.flags
      const raised = Object.values(rest).some((flag) => flag !== 0)
      return JSON.stringify(whole) === JSON.stringify(pieced) && (whole.error === null ? raised : strictError === 1)
    }),
    { numRuns: numRuns * 2, seed },
  )
  test.pass(`${numRuns * 2} bodies`)
  test.end()
})

t.test('sizes and limits while a body arrives', (test) => {
  const parser = new MultipartParser('multipart/form-data; boundary=b', multipartOptions)
  const head = '--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n'
  parser.write(toBytes(head))
  test.equal(parser.noFilesLength, head.length)
  for (let i = 0; i < 100; i++) parser.write(toBytes('y'.repeat(10_000)))
  test.ok(parser.noFilesLength < head.length + 4096, 'contents of files do not count, but for what is not yet read')
  parser.write(toBytes('\r\n--b--\r\n'))
  const result = parser.end()
  test.equal(result.files[0]?.size, 1_000_000)
  test.equal(result.noFilesLength, head.length + 9)
  test.equal(parser.end().files.length, 1, 'ending twice gives the same')
  const broken = new MultipartParser('multipart/form-data; boundary=', multipartOptions)
  broken.write(toBytes('x'.repeat(1000)))
  test.equal(broken.noFilesLength, 1000, 'counted after an error too')
  test.same(
    Object.keys(multipartFlagVariables).sort(),
    Object.keys(noMultipartFlags()).sort(),
    'each flag has its variable',
  )
  test.end()
})

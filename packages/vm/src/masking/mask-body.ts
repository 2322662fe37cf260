import { JsonParser, MultipartParser, toBytes } from '@secrule/body'
import type { TransactionContext } from '../transaction-context.js'
import { type ByteRange, starred } from './byte-range.js'
import { type Cover, maskForm } from './mask-form.js'

/** A request body as it was sent, with the values of covered arguments turned into stars, whatever carried them. */
export function maskBody(
  body: string,
  context: TransactionContext,
  cover: Cover,
  onMasked?: (raw: string) => void,
): string {
  switch (context.request.body.processor) {
    case 'URLENCODED':
      return maskForm(body, context.settings.argumentSeparator, cover, onMasked)
    case 'MULTIPART':
      return maskMultipart(body, context.request.headers.first('content-type') ?? '', cover)
    case 'JSON':
      return maskJson(body, context, cover, onMasked)
    case 'XML':
      return body
    default:
      // Nothing read it, so no argument came out of it; what it looks like is masked all the same.
      return /^\s*[[{]/.test(body.slice(0, 256))
        ? maskJson(body, context, cover, onMasked)
        : maskForm(body, context.settings.argumentSeparator, cover, onMasked)
  }
}

/** Behind a place where the parser lost its way nothing is known any more, so all of that is masked. */
function maskMultipart(body: string, contentType: string, cover: Cover): string {
  const parser = new MultipartParser(contentType, {
    fileLimit: Number.POSITIVE_INFINITY,
    argumentLimit: Number.POSITIVE_INFINITY,
    fileStore: null,
  })
  parser.write(toBytes(body))
  const { fields, files, error } = parser.end()
  const ranges: ByteRange[] = []
  for (const { name, value, offset } of fields) {
    for (const [from, to] of cover(name, value) ?? []) ranges.push([offset + from, offset + to])
  }
  if (error !== null) {
    const ends = [
      ...fields.map(({ offset, value }) => offset + value.length),
      ...files.map((file) => file.offset + file.size),
    ]
    ranges.push([ends.reduce((last, end) => Math.max(last, end), 0), body.length])
  }
  return starred(body, ranges)
}

function maskJson(
  body: string,
  { settings, dialect }: TransactionContext,
  cover: Cover,
  onMasked?: (raw: string) => void,
): string {
  const ranges: ByteRange[] = []
  let last = 0
  const parser = new JsonParser({
    depthLimit: settings.requestBodyJsonDepthLimit,
    argumentLimit: Number.POSITIVE_INFINITY,
    naming: dialect.jsonNaming,
    onValue: (name, value, from, to) => {
      last = to
      const covered = cover(name, value)
      if (covered === null) return
      // A string with escapes differs from its value: what of it is to be masked cannot be counted out.
      if (to - from !== value.length) {
        ranges.push([from, to])
        onMasked?.(body.slice(from, to))
        return
      }
      for (const [start, end] of covered) ranges.push([from + start, from + end])
      if (covered[0]?.[0] === 0 && covered[0][1] === value.length) onMasked?.(value)
    },
  })
  parser.write(toBytes(body))
  if (parser.end().error !== null) ranges.push([last, body.length])
  return starred(body, ranges)
}

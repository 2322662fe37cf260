import { MultipartParser, toBytes } from '@secrule/body'
import type { TransactionContext } from '../transaction-context.js'

/**
 * Part I: the fields of a multipart body as a url-encoded body would have them, in order, and of each file its name only.
 * Null for a body that is not multipart.
 */
export function rebuiltBody(context: TransactionContext): string | null {
  const { request, masker } = context
  if (request.body.processor !== 'MULTIPART') return null
  const parser = new MultipartParser(request.headers.first('content-type') ?? '', {
    fileLimit: Number.POSITIVE_INFINITY,
    argumentLimit: Number.POSITIVE_INFINITY,
    fileStore: null,
  })
  parser.write(toBytes(request.body.raw()))
  const { parts, fields } = parser.end()
  let next = 0
  return parts
    .map(({ name, filename }) => {
      if (filename !== null) return `${encoded(name)}=${encoded(masker?.text(filename) ?? filename)}`
      const value = fields[next++]?.value ?? ''
      return `${encoded(name)}=${encoded(masker?.argument(name, value) ?? value)}`
    })
    .join('&')
}

/** Stars stay as they are, so that masked values look alike everywhere. */
function encoded(text: string): string {
  return text.replace(/[^0-9A-Za-z*._ -]/g, percent).replaceAll(' ', '+')
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`
}

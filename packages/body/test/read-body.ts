import { JsonParser, MultipartParser } from '@secrule/body'

export const multipartOptions = { fileLimit: 100, argumentLimit: 1000, fileStore: null }

/** What a multipart body holds that arrives in these chunks. */
export function multipart(contentType: string, chunks: readonly Uint8Array[], options = {}) {
  const parser = new MultipartParser(contentType, { ...multipartOptions, ...options })
  for (const chunk of chunks) parser.write(chunk)
  return parser.end()
}

/** What JSON holds that arrives in these chunks. */
export function json(chunks: readonly Uint8Array[], options = {}) {
  const parser = new JsonParser({ depthLimit: 64, argumentLimit: 1000, naming: 'modsecurity3', ...options })
  for (const chunk of chunks) parser.write(chunk)
  return parser.end()
}

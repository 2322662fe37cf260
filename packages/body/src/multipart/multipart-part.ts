import { ByteBuffer } from '../byte-buffer.js'
import { latin } from '../byte-string.js'
import { isWhiteSpace } from '../white-space.js'
import { type ContentDisposition, parseContentDisposition } from './content-disposition.js'
import type { FileHandle } from './file-store.js'
import type { MultipartFlags } from './multipart-flags.js'

interface HeaderLine {
  name: string
  line: string
  valueAt: number
  offset: number
}

/** A part that is being read: its header lines first, then its content. */
export class MultipartPart {
  readonly disposition: ContentDisposition = {
    name: null,
    nameAt: 0,
    filename: null,
    filenameAt: 0,
    extendedFilename: null,
    invalidQuoting: false,
  }
  /** The empty line was seen: what follows is content. */
  inBody = false
  /** A line of content was seen. */
  hasData = false
  isFile = false
  size = 0
  /** Where the content begins in the body. */
  offset = 0
  /** Where the value of Content-Disposition begins in the body. */
  dispositionOffset = 0
  contentType: string | null = null
  /** Content of a field. */
  value: ByteBuffer | null = null
  /** Content of a file, when it is kept in memory. */
  kept: ByteBuffer | null = null
  /** Where the content of a file is saved. */
  file: FileHandle | null = null
  readonly #headers: HeaderLine[] = []
  readonly #names = new Set<string>()

  /** The complete header lines, in order. */
  lines(): string[] {
    return this.#headers.map((header) => header.line)
  }

  /** Takes one header line with its line end; an error text when it is not one. `offset` is its place in the body. */
  addHeaderLine(bytes: Uint8Array, from: number, to: number, offset: number, flags: MultipartFlags): string | null {
    let end = to - 1
    if (end > from && bytes[end - 1] === 13) {
      end--
      flags.crlfLine = 1
    } else flags.lfLine = 1
    if (end === from) return this.#finishHeaders(flags)
    const line = latin(bytes, from, end)
    if (line.includes('\0')) return 'Multipart: Nul byte in part headers.'
    return isWhiteSpace(bytes[from]!) ? this.#fold(line, flags) : this.#begin(line, offset)
  }

  #begin(line: string, offset: number): string | null {
    const colon = line.indexOf(':')
    if (colon < 0) return `Multipart: Invalid part header (colon missing): ${line}`
    if (colon === 0) return 'Multipart: Invalid part header (header name missing).'
    for (let i = 0; i < colon; i++) {
      const code = line.charCodeAt(i)
      if (code < 33 || code > 126) return 'Multipart: Invalid part header (contains invalid character).'
    }
    // A bare CR ends a line for some parsers and not for others: what follows it would be another header there.
    if (line.includes('\r')) return 'Multipart: Invalid part header (contains invalid character).'
    const name = line.slice(0, colon)
    const key = name.toLowerCase()
    if (this.#names.has(key)) return `Multipart: Duplicate part header: ${name}.`
    this.#names.add(key)
    let valueAt = colon + 1
    while (line[valueAt] === ' ' || line[valueAt] === '\t') valueAt++
    this.#headers.push({ name: key, line, valueAt, offset })
    return null
  }

  #fold(line: string, flags: MultipartFlags): string | null {
    flags.headerFolding = 1
    let at = 0
    for (; at < line.length; at++) {
      const char = line[at]
      if (char === ' ' || char === '\t') continue
      if (!isWhiteSpace(line.charCodeAt(at))) break
      flags.invalidHeaderFolding = 1
    }
    const last = this.#headers.at(-1)
    if (last === undefined) return 'Multipart: Invalid part header (folding error).'
    const rest = line.slice(at)
    if (rest.includes('\r')) return 'Multipart: Invalid part header (contains invalid character).'
    last.line += ` ${rest}`
    return null
  }

  #finishHeaders(flags: MultipartFlags): string | null {
    this.inBody = true
    const header = this.#headers.find((line) => line.name === 'content-disposition')
    if (header === undefined) return 'Multipart: Part missing Content-Disposition header.'
    const value = header.line.slice(header.valueAt)
    this.dispositionOffset = header.offset + header.valueAt
    const type = this.#headers.find((line) => line.name === 'content-type')
    this.contentType = type === undefined ? null : type.line.slice(type.valueAt)
    const code = parseContentDisposition(value, this.disposition)
    if (this.disposition.invalidQuoting) flags.invalidQuoting = 1
    if (code < 0) return `Multipart: Invalid Content-Disposition header (${code}): ${value}`
    if (!this.disposition.name) return 'Multipart: Content-Disposition header missing name field.'
    // An empty file name is no file: browsers send it when none was chosen, and its content stays visible as a field.
    if (!this.disposition.filename) this.value = new ByteBuffer(64)
    else if (value.includes('filename=')) this.isFile = true
    else return 'Multipart: Invalid Content-Disposition header (filename).'
    return null
  }
}

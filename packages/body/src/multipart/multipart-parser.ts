import { ByteBuffer } from '../byte-buffer.js'
import { latin, toBytes } from '../byte-string.js'
import { isWhiteSpace } from '../white-space.js'
import { readBoundary } from './boundary.js'
import { DelimiterScanner } from './delimiter-scanner.js'
import type { FileStore } from './file-store.js'
import { type MultipartFlags, noMultipartFlags, settleMultipartFlags } from './multipart-flags.js'
import { MultipartPart } from './multipart-part.js'
import type { MultipartField, MultipartFile, MultipartResult, PartHeader, PartName } from './multipart-result.js'

/** Limits and habits of a multipart parser. */
export interface MultipartOptions {
  /** SecUploadFileLimit: files above it are not saved, and it is an error. Infinity for none. */
  fileLimit: number
  /** Fields above it are dropped and reported. Infinity for none. */
  argumentLimit: number
  /** Where files are saved; null saves none. */
  fileStore: FileStore | null
  /** Keeps the contents of files in memory for FILES_TMP_CONTENT, when there is no store that reads back. */
  keepContent?: boolean
  /** Longest header line of a part, in bytes with its line end; 4096 by default. */
  maxPartHeaderLine?: number
  /** Loses the line ends inside of fields, as libmodsecurity does. Only for its dialect: applications do see them. */
  dropInnerLineEnds?: boolean
  /**
   * MULTIPART_UNMATCHED_BOUNDARY as ModSecurity 2 has it: 1 once seen, never 2. Otherwise every matching boundary but the
   * first sets it to 2, and a suspicious line behind that to 1 again.
   */
  unmatchedStays?: boolean
}

const crlf = new Uint8Array([13, 10])
const cr = crlf.subarray(0, 1)
const lf = crlf.subarray(1)
const nothing = new Uint8Array(0)

/**
 * Reads a multipart/form-data body as it arrives, in linear time and whatever it holds, and flags everything that
 * applications read in different ways. The result does not depend on how the body is cut into chunks. Memory holds the
 * fields, the part headers and one line; file contents go to the store. `noFilesLength` is right after every write, so
 * that a caller can stop early.
 */
export class MultipartParser {
  readonly #options: MultipartOptions
  readonly #flags: MultipartFlags = noMultipartFlags()
  readonly #fields: MultipartField[] = []
  readonly #files: MultipartFile[] = []
  readonly #parts: PartName[] = []
  readonly #partHeaders: PartHeader[] = []
  readonly #lineLimit: number
  #delimiter = nothing
  #scanner: DelimiterScanner | null = null
  #error: string | null = null
  #limitError: string | null = null
  #part: MultipartPart | null = null
  #boundaries = 0
  #complete = false
  #truncated = false
  #savedFiles = 0
  #fileBytes = 0
  #received = 0
  /** The piece of a line that has arrived so far; emptied in pieces when the line is long. */
  #pending = new ByteBuffer(4096)
  #atLineStart = true
  #lineFlagged = false
  /** Line end that belongs to the content unless a boundary follows it. */
  #reserve: Uint8Array = nothing
  #ended = false

  constructor(contentType: string, options: MultipartOptions) {
    this.#options = options
    this.#lineLimit = options.maxPartHeaderLine ?? 4096
    const read = readBoundary(contentType, this.#flags)
    if ('error' in read) {
      this.#error = read.error
    } else {
      this.#delimiter = toBytes(`--${read.boundary}`) as Uint8Array<ArrayBuffer>
      this.#scanner = new DelimiterScanner(this.#delimiter)
    }
  }

  /** Bytes so far that are not contents of files. The last line of a file is not counted before it is whole. */
  get noFilesLength(): number {
    const undecided = this.#part?.isFile ? this.#pending.length + this.#reserve.length : 0
    return this.#received - this.#fileBytes - undecided
  }

  /** Reads the next bytes. After an error they are only counted. */
  write(chunk: Uint8Array): void {
    const start = this.#received
    this.#received += chunk.length
    let at = 0
    // Looked for again only when passed: a chunk without line ends is searched once, not once for each piece.
    let newline = -1
    let searched = false
    while (at < chunk.length && this.#error === null) {
      if (this.#complete) {
        this.#flags.dataAfter = 1
        return
      }
      if (!searched || (newline >= 0 && newline < at)) {
        newline = chunk.indexOf(10, at)
        searched = true
      }
      const end = newline < 0 ? chunk.length : newline + 1
      const held = this.#pending.length
      const room = Math.max(this.#lineLimit, this.#delimiter.length + 8)
      if (newline >= 0 && held === 0 && end - at <= room) {
        this.#piece(chunk, at, end, true, start + at)
        at = end
        continue
      }
      const stop = Math.min(end, at + room - held)
      const offset = start + at - held
      this.#pending.append(chunk, at, stop)
      at = stop
      const isLine = newline >= 0 && stop === end
      if (isLine || this.#pending.length === room) {
        const piece = this.#pending.view()
        this.#piece(piece, 0, piece.length, isLine, offset)
        this.#pending.length = 0
      }
    }
  }

  /** Ends the body and returns what it held. Further calls return the same. */
  end(): MultipartResult {
    if (!this.#ended) this.#finish()
    this.#ended = true
    return {
      fields: this.#fields,
      files: this.#files,
      parts: this.#parts,
      partHeaders: this.#partHeaders,
      flags: this.#flags,
      error: this.#error,
      noFilesLength: this.noFilesLength,
      truncated: this.#truncated,
    }
  }

  #finish(): void {
    const piece = this.#pending.view()
    if (this.#error === null && !this.#complete) {
      if (this.#isUnfinishedFinal(piece)) this.#boundary(true)
      else this.#cutOff(piece)
    }
    this.#endPart()
    settleMultipartFlags(this.#flags, this.#error !== null)
    this.#error ??= this.#limitError
  }

  /** The final boundary as the very last bytes, without a line end; not where content of the part should begin. */
  #isUnfinishedFinal(piece: Uint8Array): boolean {
    const length = this.#delimiter.length
    if (this.#boundaries === 0 || !this.#atLineStart || piece.length !== length + 2) return false
    if (!this.#startsWithDelimiter(piece, 0, piece.length) || piece[length] !== 45 || piece[length + 1] !== 45)
      return false
    if (!this.#part?.inBody || this.#part.hasData) return true
    this.#flags.invalidPart = 1
    return false
  }

  /** The body ends without its final boundary. The part that it cuts off stays visible with what it has. */
  #cutOff(piece: Uint8Array): void {
    this.#error =
      this.#boundaries === 0 ? 'Multipart: No boundaries found in payload.' : 'Multipart: Final boundary missing.'
    const part = this.#part
    if (!part?.inBody) return
    if (!part.hasData) part.offset = this.#received - piece.length
    this.#content(piece, 0, piece.length)
    if (this.#reserve.length > 0) this.#content(nothing, 0, 0)
  }

  /** One line or, of a long line, one piece of it. */
  #piece(bytes: Uint8Array, from: number, to: number, isLine: boolean, offset: number): void {
    const first = this.#atLineStart
    this.#atLineStart = isLine
    if (first) {
      this.#lineFlagged = false
      this.#scanner?.reset()
    }
    if (first && bytes[from] === 45 && bytes[from + 1] === 45 && to - from > 1) {
      if (this.#startsWithDelimiter(bytes, from, to)) {
        if (this.#delimiterLine(bytes, from, to, isLine)) return
      } else this.#suspiciousLine(bytes, from, to)
      this.#lineFlagged = true
      if (this.#error !== null) return
    } else if (!this.#lineFlagged && this.#scanner?.feed(bytes, from, to)) {
      this.#flags.unmatchedBoundary = 1
      this.#lineFlagged = true
    }
    const part = this.#part
    if (part === null) {
      this.#flags.dataBefore = 1
    } else if (part.inBody) {
      if (!part.hasData) part.offset = offset
      part.hasData = true
      this.#content(bytes, from, to)
    } else if (!isLine || to - from > this.#lineLimit) {
      this.#error = `Multipart: Part header line over ${this.#lineLimit} bytes long`
    } else {
      this.#error = part.addHeaderLine(bytes, from, to, offset, this.#flags)
      if (part.isFile) this.#openFile(part)
    }
  }

  #startsWithDelimiter(bytes: Uint8Array, from: number, to: number): boolean {
    const delimiter = this.#delimiter
    if (to - from < delimiter.length) return false
    for (let i = 0; i < delimiter.length; i++) if (bytes[from + i] !== delimiter[i]) return false
    return true
  }

  /** A line that begins with the boundary. True when it was taken as one. */
  #delimiterLine(bytes: Uint8Array, from: number, to: number, isLine: boolean): boolean {
    let at = from + this.#delimiter.length
    const final = bytes[at] === 45 && bytes[at + 1] === 45 && at + 1 < to
    if (final) at += 2
    const bare = isLine && at + 1 === to
    const full = isLine && at + 2 === to && bytes[at] === 13
    if (!bare && !full) {
      const end = isLine ? (bytes[to - 2] === 13 ? to - 2 : to - 1) : to
      this.#error = `Multipart: Invalid boundary: ${latin(bytes.subarray(from, end))}`
      return true
    }
    if (bare) this.#flags.lfLine = 1
    else this.#flags.crlfLine = 1
    if (this.#part?.inBody && !this.#part.hasData) {
      this.#flags.invalidPart = 1
      return false
    }
    this.#boundary(final)
    return true
  }

  #boundary(final: boolean): void {
    if (this.#reserve === lf) this.#flags.lfLine = 1
    this.#endPart()
    if (this.#boundaries > 0 && !this.#options.unmatchedStays) this.#flags.unmatchedBoundary = 2
    this.#boundaries++
    this.#complete = final
    if (!final) this.#part = new MultipartPart()
  }

  /** A line that begins like a boundary and is none. */
  #suspiciousLine(bytes: Uint8Array, from: number, to: number): void {
    const boundary = this.#delimiter.subarray(2)
    const matchesAt = (at: number) => at + boundary.length <= to && boundary.every((byte, i) => bytes[at + i] === byte)
    let at = from + 2
    if (this.#flags.boundaryQuoted === 1 && bytes[at] === 34 && matchesAt(at + 1)) {
      this.#error = 'Multipart: Invalid boundary (quotes).'
      return
    }
    while (at < to && isWhiteSpace(bytes[at]!)) at++
    if (at > from + 2 && matchesAt(at)) this.#error = 'Multipart: Invalid boundary (whitespace).'
    else this.#flags.unmatchedBoundary = 1
  }

  /** Content of the part. The line end at the end of the piece is held back: it may belong to the boundary. */
  #content(bytes: Uint8Array, from: number, to: number): void {
    const reserve = this.#reserve
    let end = to
    let held: Uint8Array = nothing
    if (to > from && bytes[to - 1] === 10) {
      end--
      held = lf
      if (end > from && bytes[end - 1] === 13) {
        end--
        held = crlf
      } else if (end === from && reserve === cr) {
        this.#reserve = crlf
        return
      }
    } else if (to > from && bytes[to - 1] === 13) {
      end--
      held = cr
    }
    this.#reserve = held
    if (reserve.length > 0 && (reserve === cr || !this.#options.dropInnerLineEnds || this.#part?.isFile)) {
      this.#store(reserve, 0, reserve.length)
    }
    if (end > from) this.#store(bytes, from, end)
  }

  #store(bytes: Uint8Array, from: number, to: number): void {
    const part = this.#part!
    if (!part.isFile) {
      if (this.#fields.length < this.#options.argumentLimit) part.value?.append(bytes, from, to)
      part.size += to - from
      return
    }
    part.size += to - from
    this.#fileBytes += to - from
    part.file?.write(bytes.subarray(from, to))
    part.kept?.append(bytes, from, to)
  }

  #openFile(part: MultipartPart): void {
    const { fileLimit, fileStore, keepContent } = this.#options
    if (this.#savedFiles >= fileLimit) {
      this.#flags.fileLimitExceeded = 1
      this.#limitError = `Multipart: Upload file limit exceeded ${fileLimit}. Use SecUploadFileLimit to change the limit.`
      return
    }
    this.#savedFiles++
    if (fileStore !== null) part.file = fileStore.create()
    if (keepContent) part.kept = new ByteBuffer()
  }

  #endPart(): void {
    const part = this.#part
    this.#part = null
    this.#reserve = nothing
    if (part === null) return
    const { name, filename } = part.disposition
    if (!name || !part.inBody) {
      if (this.#error === null) this.#flags.invalidPart = 1
      return
    }
    this.#parts.push({ name, filename: part.isFile ? filename : null })
    for (const line of part.lines()) this.#partHeaders.push({ name, line })
    const nameOffset = part.dispositionOffset + part.disposition.nameAt
    if (part.isFile) this.#addFile(part, name, nameOffset)
    else if (part.value === null) return
    else if (this.#fields.length >= this.#options.argumentLimit) this.#truncated = true
    else this.#fields.push({ name, value: part.value.text(), nameOffset, offset: part.offset })
  }

  #addFile(part: MultipartPart, name: string, nameOffset: number): void {
    part.file?.close()
    const { file, kept } = part
    this.#files.push({
      name,
      nameOffset,
      filename: part.disposition.filename!,
      filenameOffset: part.dispositionOffset + part.disposition.filenameAt,
      extendedFilename: part.disposition.extendedFilename,
      contentType: part.contentType,
      size: part.size,
      offset: part.offset,
      tmpName: file === null || file.name === '' ? null : file.name,
      get content() {
        if (kept !== null) return kept.text()
        return file?.read === undefined ? null : latin(file.read())
      },
    })
  }
}

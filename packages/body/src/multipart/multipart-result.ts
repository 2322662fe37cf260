import type { Argument } from '../argument.js'
import type { MultipartFlags } from './multipart-flags.js'

/** A form field. Offsets count bytes from the start of the body. */
export interface MultipartField extends Argument {
  readonly nameOffset: number
  /** Where the value begins. */
  readonly offset: number
}

/** An uploaded file. */
export interface MultipartFile {
  readonly name: string
  readonly nameOffset: number
  readonly filename: string
  readonly filenameOffset: number
  /** `filename*`, percent-decoded, in its own charset; null when absent. Applications may prefer it. */
  readonly extendedFilename: string | null
  readonly contentType: string | null
  readonly size: number
  /** Where the content begins. */
  readonly offset: number
  /** Path of the saved file; null when it was not saved. */
  readonly tmpName: string | null
  /** The content, when it was kept in memory or the store can read it back. Read lazily: reading it costs its size. */
  readonly content: string | null
}

/** One header line of a part, without its line end, folded lines joined. */
export interface PartHeader {
  /** Name of the part. */
  readonly name: string
  readonly line: string
}

/** Name and file name of a part: MULTIPART_NAME and MULTIPART_FILENAME, fields and files in one order. */
export interface PartName {
  readonly name: string
  /** null for a field. */
  readonly filename: string | null
}

/** What a multipart body holds. */
export interface MultipartResult {
  fields: MultipartField[]
  files: MultipartFile[]
  parts: PartName[]
  partHeaders: PartHeader[]
  flags: MultipartFlags
  /** Text of the first error, as it follows `Multipart parsing error: `; what was found before it is kept. */
  error: string | null
  /** Bytes that are not contents of files, what stands around the parts included. */
  noFilesLength: number
  /** There were more fields than the limit; the rest is dropped. */
  truncated: boolean
}

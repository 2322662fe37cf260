/** The MULTIPART_* flags of one body, as the variables have them: 0 or 1, and 2 for an unmatched boundary that was followed by a matching one. */
export interface MultipartFlags {
  boundaryQuoted: number
  boundaryWhitespace: number
  crlfLine: number
  crlfLfLines: number
  dataAfter: number
  dataBefore: number
  fileLimitExceeded: number
  headerFolding: number
  invalidHeaderFolding: number
  invalidPart: number
  invalidQuoting: number
  lfLine: number
  missingSemicolon: number
  unmatchedBoundary: number
  strictError: number
}

/** The variable of each flag. */
export const multipartFlagVariables: Readonly<Record<keyof MultipartFlags, string>> = {
  boundaryQuoted: 'MULTIPART_BOUNDARY_QUOTED',
  boundaryWhitespace: 'MULTIPART_BOUNDARY_WHITESPACE',
  crlfLine: 'MULTIPART_CRLF_LINE',
  crlfLfLines: 'MULTIPART_CRLF_LF_LINES',
  dataAfter: 'MULTIPART_DATA_AFTER',
  dataBefore: 'MULTIPART_DATA_BEFORE',
  fileLimitExceeded: 'MULTIPART_FILE_LIMIT_EXCEEDED',
  headerFolding: 'MULTIPART_HEADER_FOLDING',
  invalidHeaderFolding: 'MULTIPART_INVALID_HEADER_FOLDING',
  invalidPart: 'MULTIPART_INVALID_PART',
  invalidQuoting: 'MULTIPART_INVALID_QUOTING',
  lfLine: 'MULTIPART_LF_LINE',
  missingSemicolon: 'MULTIPART_MISSING_SEMICOLON',
  unmatchedBoundary: 'MULTIPART_UNMATCHED_BOUNDARY',
  strictError: 'MULTIPART_STRICT_ERROR',
}

/** A fresh set, nothing seen: also what the variables hold for a body that is not multipart. */
export function noMultipartFlags(): MultipartFlags {
  return {
    boundaryQuoted: 0,
    boundaryWhitespace: 0,
    crlfLine: 0,
    crlfLfLines: 0,
    dataAfter: 0,
    dataBefore: 0,
    fileLimitExceeded: 0,
    headerFolding: 0,
    invalidHeaderFolding: 0,
    invalidPart: 0,
    invalidQuoting: 0,
    lfLine: 0,
    missingSemicolon: 0,
    unmatchedBoundary: 0,
    strictError: 0,
  }
}

/** Computes the two flags that follow from the others. CRLF line ends and unmatched boundaries alone are not strict errors. */
export function settleMultipartFlags(flags: MultipartFlags, failed: boolean): void {
  flags.crlfLfLines = flags.crlfLine & flags.lfLine
  flags.strictError =
    (failed ? 1 : 0) |
    flags.boundaryQuoted |
    flags.boundaryWhitespace |
    flags.dataBefore |
    flags.dataAfter |
    flags.headerFolding |
    flags.lfLine |
    flags.missingSemicolon |
    flags.invalidQuoting |
    flags.invalidPart |
    flags.invalidHeaderFolding |
    flags.fileLimitExceeded
}

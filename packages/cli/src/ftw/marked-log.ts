import { randomUUID } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { CommandError } from '../command-error.js'
import { fileProblem } from '../file-problem.js'
import { type Destination, sendRaw } from './send-raw.js'

/** The header by which rule 999999 of the test settings knows a marker. */
const markerHeader = 'X-CRS-Test'
/** Marker requests before it is given up, and how long the log is watched after each. */
const tries = 20
const patience = 250

/**
 * The log file of another server. A request with a number of its own in a header makes the server write a line with that
 * number; what was logged between two such lines belongs to the test between them.
 */
export class MarkedLog {
  private readonly file: FileHandle
  private readonly path: string
  private readonly destination: Destination
  private readonly timeout: number
  /** Everything before this byte has been read. */
  private offset: number

  private constructor(file: FileHandle, path: string, destination: Destination, timeout: number, offset: number) {
    this.file = file
    this.path = path
    this.destination = destination
    this.timeout = timeout
    this.offset = offset
  }

  static async open(path: string, destination: Destination, timeout: number): Promise<MarkedLog> {
    try {
      const file = await open(path, 'r')
      return new MarkedLog(file, path, destination, timeout, (await file.stat()).size)
    } catch (error) {
      throw fileProblem('read', path, error)
    }
  }

  /** The lines from the last mark to a new one. Throws CommandError when the mark does not show up in the log. */
  async linesUpToMark(host: string): Promise<readonly string[]> {
    const mark = randomUUID()
    const request =
      `GET /status/200 HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: secrule test\r\nAccept: */*\r\n` +
      `${markerHeader}: ${mark}\r\nConnection: close\r\n\r\n`
    let unread = ''
    let failure: string | null = null
    for (let turn = 0; turn < tries; turn++) {
      ;({ failure } = await sendRaw(this.destination, request, this.timeout))
      for (let waited = 0; waited < patience; waited += 5) {
        unread += await this.read()
        const lines = unread.split('\n')
        lines.pop()
        const at = lines.findIndex((line) => isMark(line) && line.includes(mark))
        if (at >= 0) return lines.slice(0, at).filter((line) => !isMark(line))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    throw new CommandError(
      failure === null
        ? `no marker shows up in ${this.path}: is it the log of that server, and has it rule 999999 of the test settings?`
        : `the server at ${this.destination.host}:${this.destination.port} does not answer: ${failure}`,
    )
  }

  close(): Promise<void> {
    return this.file.close()
  }

  private async read(): Promise<string> {
    const { size } = await this.file.stat()
    if (size < this.offset) throw new CommandError(`${this.path} has become shorter: it must not be rotated meanwhile`)
    if (size === this.offset) return ''
    const { buffer, bytesRead } = await this.file.read(Buffer.alloc(size - this.offset), 0, null, this.offset)
    this.offset += bytesRead
    return buffer.toString('latin1', 0, bytesRead)
  }
}

function isMark(line: string): boolean {
  return line.toLowerCase().includes(markerHeader.toLowerCase())
}

import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { byteString } from '../byte-string.js'
import { CommandError } from '../command-error.js'
import { fileProblem } from '../file-problem.js'
import { byteLines } from './byte-lines.js'
import type { LoggedRecord } from './logged-record.js'
import { readJsonRecord } from './read-json-record.js'
import { partLine, readNativeRecord } from './read-native-record.js'

/** What could not be read: told, and left out. */
export type Skipped = (place: string, why: string) => void

/** The line of an index of a concurrent log: ends with the name of a file, its offset, size and MD5. */
const indexLine = /(\/\S+) (\d+) (\d+) md5:[0-9a-f]{32} ?L?$/

/**
 * The records of an audit log, one after the other, so that a log of any size can be read: a file of records in native
 * form or as JSON, the index of a concurrent log, its folder, or `-` for standard input. A line that is no record is
 * skipped and told, since logs end in the middle of one when a machine does.
 */
export async function* readAuditLog(path: string, skipped: Skipped): AsyncGenerator<LoggedRecord> {
  if (path !== '-' && isFolder(path)) {
    for (const file of filesBelow(path)) yield* readRecords(file, linesOf(file), skipped)
    return
  }
  yield* readRecords(path === '-' ? 'standard input' : path, linesOf(path), skipped)
}

async function* readRecords(
  name: string,
  lines: AsyncIterable<string>,
  skipped: Skipped,
): AsyncGenerator<LoggedRecord> {
  let parts = null as NativeParts | null
  let number = 0
  for await (const line of lines) {
    number++
    const place = `${name}:${number}`
    // Bodies have lines of any length: patterns are only for those that may be what is looked for.
    const part = line.length <= 100 ? partLine.exec(line) : null
    if (part?.[2] === 'A') {
      if (parts !== null) skipped(parts.place, 'the record has no end')
      parts = new NativeParts(part[1]!, place)
    } else if (parts !== null) {
      if (part === null || part[1] !== parts.boundary) parts.add(line)
      else if (part[2] !== 'Z') parts.begin(part[2]!)
      else {
        const record = readNativeRecord(parts.texts(), parts.place)
        if (record === null) skipped(parts.place, 'part A is not that of a record')
        else yield record
        parts = null
      }
    } else if (line.startsWith('{')) {
      const record = readLine(line, place, skipped)
      if (record !== null) yield record
    } else if (line.length <= 16_384 && indexLine.test(line)) {
      yield* readIndexed(indexLine.exec(line)!, name, place, skipped)
    } else if (line.trim() !== '') skipped(place, 'this is no record')
  }
  if (parts !== null) skipped(parts.place, 'the record has no end')
}

function readLine(line: string, place: string, skipped: Skipped): LoggedRecord | null {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'))
  } catch {
    skipped(place, 'this is not JSON')
    return null
  }
  const record = readJsonRecord(value, place)
  if (record === null) skipped(place, 'this is JSON, and no record of an audit log that can be read')
  return record
}

/**
 * The file that an index names: with its whole path, or seen from the storage folder, which is taken to be the folder of
 * the index or one in it.
 */
async function* readIndexed(
  found: RegExpExecArray,
  index: string,
  place: string,
  skipped: Skipped,
): AsyncGenerator<LoggedRecord> {
  const folder = dirname(index)
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const storages = ['', folder, ...inside.map(({ name }) => join(folder, name))]
  const file = storages.map((storage) => join(storage, found[1]!)).find(isFile)
  if (file === undefined) return skipped(place, `there is no file ${found[1]}; give the storage folder instead`)
  yield* readRecords(file, textLines(readFileSync(file)), skipped)
}

async function* textLines(bytes: Uint8Array): AsyncGenerator<string> {
  yield* byteString(bytes).split('\n')
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* byteLines(path === '-' ? process.stdin : createReadStream(path))
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(`${path} is no audit log: it has no line ends`)
    throw fileProblem('read', path, error)
  }
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** A native record that is being read. */
class NativeParts {
  readonly boundary: string
  readonly place: string
  readonly #lines = new Map<string, string[]>([['A', []]])
  #letter = 'A'

  constructor(boundary: string, place: string) {
    this.boundary = boundary
    this.place = place
  }

  begin(letter: string): void {
    this.#letter = letter
    this.#lines.set(letter, [])
  }

  add(line: string): void {
    this.#lines.get(this.#letter)!.push(line)
  }

  texts(): ReadonlyMap<string, string> {
    return new Map([...this.#lines].map(([letter, lines]) => [letter, lines.map((line) => `${line}\n`).join('')]))
  }
}

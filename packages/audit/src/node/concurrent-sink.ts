import { createHash } from 'node:crypto'
import { closeSync, fchmodSync, openSync, unlinkSync, writeSync } from 'node:fs'
import type { AuditDestination, AuditRecord } from '@secrule/program'
import { formatRecord } from '../format-record.js'
import { indexLine } from '../index-line.js'
import { TimeText } from '../time-text.js'
import type { CountingSink } from './counting-sink.js'
import { LossCounter, reasonOf } from './loss-counter.js'
import { makeFolder } from './make-folder.js'
import { openWriter } from './open-writer.js'
import type { RecordWriter } from './record-writer.js'
import type { FullSinkOptions } from './sink-options.js'

/** Records of one transaction id within one second that get files of their own. */
const mostAlike = 1000

/**
 * A file for each record, `YYYYMMDD/YYYYMMDD-HHMM/YYYYMMDD-HHMMSS-ID` below the storage folder, and a line for each in the
 * index. A record whose file could not be written as a whole leaves none behind. Throws when an index cannot be opened.
 */
export class ConcurrentSink implements CountingSink {
  readonly #destination: AuditDestination
  readonly #losses: LossCounter
  readonly #indexes: readonly RecordWriter[]

  constructor(destination: AuditDestination, options: FullSinkOptions) {
    this.#destination = destination
    this.#losses = new LossCounter(`audit log ${destination.storageDir}`, options.report)
    const modes = { file: destination.fileMode, folder: destination.dirMode }
    this.#indexes = [destination.log, destination.log2].flatMap((target) => {
      if (target === null) return []
      // A record that is written but not in the index is a loss for whoever reads the index.
      return [openWriter(target, modes, options, this.#losses)]
    })
  }

  get lost(): number {
    return this.#losses.lost
  }

  write(record: AuditRecord): void {
    const bytes = Buffer.from(formatRecord(record), 'latin1')
    const folder = this.#destination.storageDir ?? ''
    let name: string
    try {
      name = this.#store(record, bytes, folder)
    } catch (error) {
      this.#losses.add(1, reasonOf(error))
      return
    }
    const isVersion3 = record.dialect === 'modsecurity3'
    const line = indexLine(record, {
      name: isVersion3 ? `${folder}${name}` : name,
      size: bytes.length,
      md5: createHash('md5').update(bytes).digest('hex'),
    })
    // libmodsecurity 3 writes one index: the second where there is one.
    const indexes = isVersion3 ? this.#indexes.slice(-1) : this.#indexes
    for (const index of indexes) index.write(line)
  }

  reopen(): void {
    for (const index of this.#indexes) index.reopen()
  }

  async close(): Promise<void> {
    for (const index of this.#indexes) await index.close()
    this.#losses.settle('closing')
  }

  /** Writes the file and gives its name below the storage folder. */
  #store(record: AuditRecord, bytes: Uint8Array, root: string): string {
    const time = new TimeText(record.startedAt, record.utcOffset)
    const folder = `/${time.day}/${time.minute}`
    const base = `${folder}/${time.second}-${fileName(record.id)}`
    let isMade = false
    for (let number = 0; ; number++) {
      const name = number === 0 ? base : `${base}-${number}`
      try {
        this.#create(`${root}${name}`, bytes)
        return name
      } catch (error) {
        const { code } = error as { code?: string }
        if (code === 'ENOENT' && !isMade) {
          makeFolder(`${root}${folder}`, this.#destination.dirMode)
          isMade = true
          number--
        } else if (code !== 'EEXIST' || number >= mostAlike) throw error
      }
    }
  }

  #create(path: string, bytes: Uint8Array): void {
    const file = openSync(path, 'wx', this.#destination.fileMode)
    try {
      fchmodSync(file, this.#destination.fileMode)
      let written = 0
      while (written < bytes.length) written += writeSync(file, bytes, written)
    } catch (error) {
      unlinkSync(path)
      throw error
    } finally {
      closeSync(file)
    }
  }
}

/** An id as part of a file name: what could lead out of the folder is spelled out. */
function fileName(id: string): string {
  return id.replace(/[^0-9A-Za-z@._-]|^\.+/g, (text) =>
    [...text].map((char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
  )
}

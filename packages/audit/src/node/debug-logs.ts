import { lineText } from '../safe-text.js'
import { LogFile } from './log-file.js'
import { LossCounter } from './loss-counter.js'

/** The files of SecDebugLog, each opened with the first line for it: lines are `[id] [uri] [level] text`. */
export class DebugLogs {
  readonly #report: (message: string) => void
  readonly #files = new Map<string, LogFile>()

  constructor(report: (message: string) => void) {
    this.#report = report
  }

  write(path: string, line: string): void {
    let file = this.#files.get(path)
    if (file === undefined) {
      file = new LogFile(path, { file: 0o640, folder: 0o750 }, new LossCounter(`debug log ${path}`, this.#report))
      this.#files.set(path, file)
    }
    file.write(`${lineText(line)}\n`)
  }

  reopen(): void {
    for (const file of this.#files.values()) file.reopen()
  }

  close(): void {
    for (const file of this.#files.values()) file.close()
    this.#files.clear()
  }
}

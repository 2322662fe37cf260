import type { LogEvent, Logger } from '@secrule/program'
import { formatLogError } from '../format-log-error.js'
import { formatLogEvent } from '../format-log-event.js'
import { asciiText, lineText } from '../safe-text.js'
import { LogFile } from './log-file.js'
import { LossCounter } from './loss-counter.js'

/** How an error log is written. */
export interface ErrorLogOptions {
  /** Lines as log readers know them (default), or one JSON object a line. */
  readonly format?: 'lines' | 'json'
  readonly mode?: number
  /** Gets told when lines are lost; standard error of the process by default. */
  readonly report?: (message: string) => void
}

/** A Logger whose lines go to a file. */
export interface ErrorLogFile extends Logger {
  readonly lost: number
  /** Opens the file anew, after another program renamed it. */
  reopen(): void
  close(): void
}

/** The error log in a file: one line for each rule that logs, each interruption and each error. Throws when it cannot be opened. */
export function createErrorLog(path: string, options: ErrorLogOptions = {}): ErrorLogFile {
  const report = options.report ?? ((message: string) => process.stderr.write(`${message}\n`))
  const losses = new LossCounter(`error log ${path}`, report)
  const file = new LogFile(path, { file: options.mode ?? 0o640, folder: 0o750 }, losses)
  file.open()
  const isJson = options.format === 'json'
  return {
    log: (line: string) => {
      if (!isJson) file.write(`${lineText(line)}\n`)
    },
    event: (event: LogEvent) => {
      if (isJson) file.write(`${formatLogEvent(event)}\n`)
    },
    error: (message: string) => {
      file.write(isJson ? `${formatLogError(message)}\n` : `[error] ${asciiText(message)}\n`)
    },
    get lost() {
      return losses.lost
    },
    reopen: () => file.reopen(),
    close: () => file.close(),
  }
}

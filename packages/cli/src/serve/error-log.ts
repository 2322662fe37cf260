import { accessSync } from 'node:fs'
import { dirname } from 'node:path'
import { asciiText, formatLogError, formatLogEvent } from '@secrule/audit'
import { LogFile, LossCounter } from '@secrule/audit/node'
import type { Logger } from 'secrule/runtime/node'
import { fileProblem } from '../file-problem.js'
import type { Terminal } from '../terminal.js'

/** Lines as log readers know them, or one JSON object a line. */
export type ErrorLogFormat = 'lines' | 'json'

/** Where error-log lines go, and in which form. */
export interface ErrorLog {
  /** What an engine tells, in the form of this log. */
  readonly logger: Logger
  /** Something about the work of this process, in the form of this log. */
  tell(message: string): void
  /** A line that has its form already: that of a worker. */
  write(line: string): void
  /** Opens the file anew, for log rotation. */
  reopen(): void
  close(): Promise<void>
}

/** An error log whose finished lines `write` takes. */
export function errorLog(
  format: ErrorLogFormat,
  output: Pick<ErrorLog, 'write'> & Partial<Pick<ErrorLog, 'reopen' | 'close'>>,
): ErrorLog {
  const { write, reopen = () => {}, close = async () => {} } = output
  const isJson = format === 'json'
  const tell = (message: string): void => write(isJson ? formatLogError(message) : asciiText(message))
  const logger: Logger = {
    log: (line) => {
      if (!isJson) write(line)
    },
    error: tell,
    ...(isJson ? { event: (event) => write(formatLogEvent(event)) } : {}),
  }
  return { logger, tell, write, reopen, close }
}

/** The error log on standard error. */
export function terminalErrorLog(terminal: Terminal, format: ErrorLogFormat): ErrorLog {
  return errorLog(format, { write: (line) => terminal.tell(line) })
}

/**
 * The error log in a file, to which each line is appended in one piece, so that several processes can share it. When it
 * cannot be written later (a full disk), lines are counted, that is told on standard error, and the proxy goes on.
 */
export function fileErrorLog(path: string, tell: (message: string) => void, format: ErrorLogFormat): ErrorLog {
  const file = new LogFile(path, { file: 0o640, folder: 0o750 }, new LossCounter(`error log ${path}`, tell))
  try {
    accessSync(dirname(path))
    file.open()
  } catch (error) {
    throw fileProblem('write', path, error)
  }
  return errorLog(format, {
    write: (line) => file.write(`${line}\n`),
    reopen: () => file.reopen(),
    close: async () => file.close(),
  })
}

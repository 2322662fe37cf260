import { LogFile, type LogFileModes } from './log-file.js'
import type { LossCounter } from './loss-counter.js'
import { type PipeOptions, PipeWriter } from './pipe-writer.js'
import type { RecordWriter } from './record-writer.js'
import { splitCommand } from './split-command.js'

/** The writer for what SecAuditLog and its kin name: a program behind `|`, else a file, which is opened at once. */
export function openWriter(target: string, modes: LogFileModes, pipe: PipeOptions, losses: LossCounter): RecordWriter {
  if (target.startsWith('|')) return new PipeWriter(splitCommand(target.slice(1)), pipe, losses)
  const file = new LogFile(target, modes, losses)
  file.open()
  return file
}

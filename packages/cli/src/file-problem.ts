import { CommandError } from './command-error.js'

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'you may not'],
  ['EPERM', 'you may not'],
  ['EISDIR', 'it is a folder'],
  ['ENOTDIR', 'part of the path is not a folder'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'your share of the disk is used up'],
  ['EROFS', 'the disk is read-only'],
  ['EMFILE', 'too many files are open'],
  ['ENAMETOOLONG', 'the name is too long'],
])

/** The error of a file operation as a sentence: `cannot read x: there is no such file`. */
export function fileProblem(verb: 'read' | 'write', path: string, error: unknown): CommandError {
  const { code = '', message = String(error) } = error as { code?: string; message?: string }
  if (verb === 'write' && code === 'ENOENT') return new CommandError(`cannot write ${path}: there is no such folder`)
  return new CommandError(`cannot ${verb} ${path}: ${reasons.get(code) ?? message}`)
}

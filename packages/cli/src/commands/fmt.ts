import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import type { FileSystem } from 'secrule'
import { byteString, bytesOf } from '../byte-string.js'
import { CommandError } from '../command-error.js'
import { exitCodes, type Finish } from '../exit-codes.js'
import { fileProblem } from '../file-problem.js'
import { count } from '../render/count.js'
import { renderText } from '../render/text.js'
import type { Terminal } from '../terminal.js'
import { writeFile } from '../write-file.js'

interface FmtOptions {
  readonly check?: boolean
  readonly write?: boolean
}

/** `secrule fmt`: rule files in the canonical layout. Files with errors are reported and left as they are. */
export function fmtCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('fmt')
    .description('print rule files in the canonical layout')
    .argument('<files...>', 'rule files and globs')
    .option('--check', 'only name the files that are not in that layout, and fail when there are any')
    .option('--write', 'rewrite the files in place')
    .action(async (files: string[], options: FmtOptions) => {
      if (options.check === true && options.write === true)
        throw new CommandError('--check and --write do not go together')
      const { formatRules, parseRules } = await import('@secrule/syntax')
      const { nodeFileSystem } = await import('secrule')
      const paths = files.flatMap((name) => pathsOf(name, nodeFileSystem))
      let changed = 0
      let broken = 0
      for (const path of paths) {
        const text = readBytes(path)
        const { file, diagnostics } = parseRules({ name: path, text })
        const errors = diagnostics.filter((each) => each.severity === 'error')
        if (errors.length > 0) {
          broken++
          terminal.tell(renderText(errors, terminal.paintError))
          continue
        }
        const formatted = formatRules(file)
        if (formatted !== text) changed++
        if (options.check === true || options.write === true) {
          if (formatted === text) continue
          if (options.write === true) writeFile(path, bytesOf(formatted))
          terminal.print(path)
        } else {
          process.stdout.write(bytesOf(formatted))
        }
      }
      if (options.check === true) {
        terminal.tell(`${count(changed, 'file')} of ${paths.length} not formatted`)
        if (changed > 0) finish(exitCodes.findings)
      }
      if (broken > 0) finish(exitCodes.findings)
    })
}

function pathsOf(name: string, fileSystem: FileSystem): readonly string[] {
  const paths = fileSystem.glob(name)
  if (paths.length > 0) return paths
  if (/[*?[]/.test(name)) throw new CommandError(`no file fits ${name}`)
  return [name]
}

function readBytes(path: string): string {
  try {
    return byteString(readFileSync(path))
  } catch (error) {
    throw fileProblem('read', path, error)
  }
}

import { encodeBundle } from '@secrule/program'
import { Command } from 'commander'
import type { DialectName } from 'secrule'
import type { Finish } from '../exit-codes.js'
import { count } from '../render/count.js'
import { renderText } from '../render/text.js'
import { dialectOption } from '../rules-options.js'
import type { Terminal } from '../terminal.js'
import { writeFile } from '../write-file.js'

interface CompileOptions {
  readonly output: string
  readonly dialect?: DialectName
}

/** `secrule compile`: rules to one bundle file, which loads without parser and compiler. */
export function compileCommand(terminal: Terminal, _finish: Finish): Command {
  return new Command('compile')
    .description('compile rule files to one bundle')
    .argument('[files...]', 'rule files and globs, in the order of loading (default: the starter rules)')
    .requiredOption('-o, --output <file>', 'the bundle to write, such as rules.srb')
    .addOption(dialectOption())
    .action(async (files: string[], options: CompileOptions) => {
      const { usableRules } = await import('../rules.js')
      const { program, diagnostics } = await usableRules({ rules: files, dialect: options.dialect }, terminal)
      if (diagnostics.length > 0) terminal.tell(renderText(diagnostics, terminal.paintError))
      const bundle = encodeBundle(program)
      writeFile(options.output, bundle)
      terminal.print(`${options.output}: ${count(program.counts.rules, 'rule')}, ${count(bundle.length, 'byte')}`)
    })
}

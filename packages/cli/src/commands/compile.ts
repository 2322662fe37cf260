import { encodeBundle } from '@secrule/program'
import { Command } from 'commander'
import type { DialectName } from 'secrule'
import { CommandError } from '../command-error.js'
import { exitCodes, type Finish } from '../exit-codes.js'
import { count } from '../render/count.js'
import { renderText } from '../render/text.js'
import { dialectOption } from '../rules-options.js'
import type { Terminal } from '../terminal.js'
import { writeFile } from '../write-file.js'

interface CompileOptions {
  readonly output: string
  readonly embed?: boolean
  readonly dialect?: DialectName
}

/** `secrule compile`: rules to one bundle file, which loads without parser and compiler. */
export function compileCommand(terminal: Terminal, _finish: Finish): Command {
  return new Command('compile')
    .description('compile rule files to one bundle, or to a module that holds it')
    .argument('[files...]', 'rule files and globs, in the order of loading (default: the starter rules)')
    .requiredOption('-o, --output <file>', 'the file to write, such as rules.srb')
    .option('--embed', 'write an ES module (.js or .mjs) that holds the bundle, and its types')
    .addOption(dialectOption())
    .action(async (files: string[], options: CompileOptions) => {
      const typesPath = options.embed === true ? pathOfTypes(options.output) : null
      const { usableRules } = await import('../rules.js')
      const { program, diagnostics } = await usableRules({ rules: files, dialect: options.dialect }, terminal)
      if (diagnostics.length > 0) terminal.tell(renderText(diagnostics, terminal.paintError))
      const bundle = encodeBundle(program)
      if (typesPath === null) writeFile(options.output, bundle)
      else {
        const { embeddedModule, embeddedTypes } = await import('../render/embedded-module.js')
        writeFile(options.output, Buffer.from(embeddedModule(bundle)))
        writeFile(typesPath, Buffer.from(embeddedTypes))
      }
      terminal.print(`${options.output}: ${count(program.counts.rules, 'rule')}, ${count(bundle.length, 'byte')}`)
    })
}

/** Where TypeScript looks for the types of a module. */
function pathOfTypes(module: string): string {
  const found = /\.(m?)js$/.exec(module)
  if (found !== null) return `${module.slice(0, found.index)}.d.${found[1]}ts`
  throw new CommandError(`${module} is no name for an ES module: end it with .js or .mjs`, exitCodes.usage)
}

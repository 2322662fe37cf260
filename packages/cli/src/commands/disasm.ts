import { disassemble } from '@secrule/program'
import { Command } from 'commander'
import type { DialectName } from 'secrule'
import { CommandError } from '../command-error.js'
import type { Finish } from '../exit-codes.js'
import { dialectOption } from '../rules-options.js'
import type { Terminal } from '../terminal.js'

interface DisasmOptions {
  readonly rule?: string
  readonly dialect?: DialectName
}

/** `secrule disasm`: the bytecode of rules or of a bundle as text. */
export function disasmCommand(terminal: Terminal, _finish: Finish): Command {
  return new Command('disasm')
    .description('show the bytecode of rule files or of a bundle')
    .argument('[files...]', 'rule files and globs, or one .srb bundle (default: the starter rules)')
    .option('--rule <id>', 'only the rule with this id')
    .addOption(dialectOption())
    .action(async (files: string[], options: DisasmOptions) => {
      const { usableRules } = await import('../rules.js')
      const { program } = await usableRules({ rules: files, dialect: options.dialect }, terminal)
      if (options.rule === undefined) return terminal.print(disassemble(program).trimEnd())
      const id = Number(options.rule)
      if (!program.rules.some((rule) => rule.id === id)) throw new CommandError(`no rule has the id ${options.rule}`)
      terminal.print(disassemble(program, { rule: id }).trimEnd())
    })
}

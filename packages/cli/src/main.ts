import { Command, CommanderError } from 'commander'
import { CommandError } from './command-error.js'
import { benchCommand } from './commands/bench.js'
import { checkCommand } from './commands/check.js'
import { compileCommand } from './commands/compile.js'
import { demoCommand } from './commands/demo.js'
import { disasmCommand } from './commands/disasm.js'
import { explainCommand } from './commands/explain.js'
import { fmtCommand } from './commands/fmt.js'
import { inspectCommand } from './commands/inspect.js'
import { reflectCommand } from './commands/reflect.js'
import { serveCommand } from './commands/serve.js'
import { testCommand } from './commands/test.js'
import { tuneCommand } from './commands/tune.js'
import { exitCodes, type Finish } from './exit-codes.js'
import { packageVersion } from './package-version.js'
import { processTerminal, type Terminal } from './terminal.js'

/** Runs the command line and gives the exit code. `argv` is that of the process, program names included. */
export async function main(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal()
  let exitCode: number = exitCodes.fine
  const finish: Finish = (code) => {
    exitCode = code
  }
  process.on('uncaughtException', (error) => {
    tellBug(error, terminal)
    process.exit(exitCodes.internal)
  })
  const program = new Command('secrule')
    .description('Compiles and runs rules of the ModSecurity rule language.')
    .version(packageVersion())
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .showHelpAfterError('(see --help)')
  for (const make of [
    checkCommand,
    inspectCommand,
    serveCommand,
    testCommand,
    reflectCommand,
    explainCommand,
    tuneCommand,
    compileCommand,
    disasmCommand,
    fmtCommand,
    benchCommand,
    demoCommand,
  ]) {
    program.addCommand(make(terminal, finish).copyInheritedSettings(program))
  }
  try {
    await program.parseAsync([...argv])
    return exitCode
  } catch (error) {
    terminal.progress('')
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage
    if (error instanceof CommandError) {
      terminal.tell(`${terminal.paintError.red('error:')} ${error.message}`)
      return error.exitCode
    }
    tellBug(error, terminal)
    return exitCodes.internal
  }
}

function tellBug(error: unknown, terminal: Terminal): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  terminal.tell(`${terminal.paintError.red('internal error:')} please report this\n${text}`)
}

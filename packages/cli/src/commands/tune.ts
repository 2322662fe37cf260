import { parse } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import type { DialectName } from 'secrule'
import { CommandError } from '../command-error.js'
import { exitCodes, type Finish } from '../exit-codes.js'
import { usableRules } from '../rules.js'
import { partRules, withRules } from '../rules-options.js'
import type { Terminal } from '../terminal.js'
import type { TuneResult } from '../tune/tune.js'
import { writeFile } from '../write-file.js'
import { ruleId } from './explain.js'

interface TuneCommandOptions {
  readonly rules?: readonly string[]
  readonly dialect?: DialectName
  readonly attacks?: readonly string[]
  readonly clients?: readonly string[]
  readonly notClients?: readonly string[]
  readonly firstId: number
  readonly spread: number
  readonly least: number
  readonly all?: boolean
  readonly output?: string
  readonly json?: boolean
}

/** `secrule tune`: the fewest and narrowest exclusions that let the requests of a log pass, and what they open. */
export function tuneCommand(terminal: Terminal, finish: Finish): Command {
  return withRules(new Command('tune'))
    .description('propose exclusions for the blocked requests of audit logs, and show what they let pass')
    .argument('[logs...]', 'audit logs (JSON or Native), folders or indexes of concurrent ones, or -')
    .option('--attacks <files...>', 'attacks that must stay blocked: workload files or audit logs')
    .option('--clients <networks...>', 'only requests of these addresses or networks, such as 10.0.0.0/8')
    .option('--not-clients <networks...>', 'no requests of these, such as the scanner of your own')
    .option('--least <number>', 'exclude only what is in so many blocked requests', whole, 1)
    .option('--spread <number>', 'exclude everywhere what is on more paths than this', whole, 10)
    .option('--all', 'exclude all that matched in blocked requests, not only what suffices')
    .option('--first-id <number>', 'the id of the first rule that is proposed', ruleId, 10_000)
    .option('--output <file>', 'write the rules into this file, those that belong after the rules into FILE-after')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nEvery request of the logs is taken to be one that should have passed: leave out attackers with --clients,\n--not-clients and --least, and read what is proposed. Requests are shown to the rules again, so the log must\nhold them: SecAuditLogParts with B and C.',
    )
    .action(async (given: string[], options: TuneCommandOptions) => {
      const { logs, rules } = partLogs(given, options)
      const { networkTest } = await import('../tune/network-test.js')
      const { tune } = await import('../tune/tune.js')
      const only = networkTest(options.clients)
      const never = networkTest(options.notClients)
      const result = await tune(
        await usableRules({ rules, dialect: options.dialect }, terminal),
        {
          logs,
          attacks: options.attacks ?? [],
          firstId: options.firstId,
          spread: options.spread,
          least: options.least,
          all: options.all === true,
          wants: (client) => only?.(client) !== false && never?.(client) !== true,
        },
        terminal,
      )
      const written = await write(result, options.output)
      if (options.json === true) terminal.print((await import('../tune/tune-json.js')).tuneJson(result))
      else terminal.print((await import('../tune/render-tune.js')).renderTune(result, written, terminal.paint))
      if (result.stuck.length > 0 || (result.attacks?.newlyPassing.length ?? 0) > 0) finish(exitCodes.findings)
    })
}

/** `--rules FILES… LOG` and `--attacks FILES… LOG` read as one list on the command line: the log is what stands last. */
function partLogs(
  given: readonly string[],
  options: TuneCommandOptions,
): { readonly logs: readonly string[]; readonly rules: readonly string[] | undefined } {
  if (given.length > 0) return { logs: given, rules: options.rules }
  const { rules, last } = partRules(options.rules, undefined)
  if (last === undefined)
    throw new CommandError('which log? Give audit logs in front of the options, or behind the rules')
  return { logs: [last], rules }
}

async function write(result: TuneResult, output: string | undefined): Promise<readonly string[]> {
  if (output === undefined) return []
  const { tunedFiles } = await import('../tune/tuned-files.js')
  const { before, after } = tunedFiles(result)
  const { dir, name, ext } = parse(output)
  const afterName = `${dir === '' ? '' : `${dir}/`}${name}-after${ext}`
  const written: string[] = []
  for (const [path, text, place] of [
    [output, before, 'before'],
    [afterName, after, 'after'],
  ] as const) {
    if (text === '') continue
    writeFile(path, Buffer.from(text, 'utf8'))
    written.push(`${path}, to be loaded ${place} the rules`)
  }
  return written
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('write a number from 1 on.')
  return Number(text)
}

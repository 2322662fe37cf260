import { Command, InvalidArgumentError } from 'commander'
import type { DialectName } from 'secrule'
import type { LoggedRecord } from '../audit-log/logged-record.js'
import { CommandError } from '../command-error.js'
import { displayText } from '../display-text.js'
import type { Finish } from '../exit-codes.js'
import type { ExplainedRecord } from '../explain/explained-record.js'
import { count } from '../render/count.js'
import { type RulesOptions, usableRules } from '../rules.js'
import { dialectOption } from '../rules-options.js'
import type { Terminal } from '../terminal.js'

interface ExplainOptions {
  readonly rules?: readonly string[]
  readonly dialect?: DialectName
  readonly firstId: number
  readonly json?: boolean
}

/** `secrule explain`: why a request of an audit log was blocked, and what would let it pass. */
export function explainCommand(terminal: Terminal, _finish: Finish): Command {
  return new Command('explain')
    .description('explain a record of an audit log: what matched where, and the exclusion that would let it pass')
    .argument(
      '<log>',
      'an audit log (JSON or Native), the folder or index of a concurrent one, or - for standard input',
    )
    .argument('[id]', 'the id of the record (default: the only one; else they are listed)')
    .option('--rules <files...>', 'the rules that wrote the log: the request is shown to them again')
    .option('--first-id <number>', 'the id of the first rule that is proposed', ruleId, 10_000)
    .option('--json', 'print as JSON')
    .addOption(dialectOption())
    .addHelpText(
      'after',
      '\nWithout --rules the explanation is what the log alone says. With them it has every value with its\ntransformations and the points it added, and the exclusions are tried out.',
    )
    .action(async (log: string, id: string | undefined, options: ExplainOptions) => {
      const { readAuditLog } = await import('../audit-log/read-audit-log.js')
      const skipped = (place: string, why: string): void => terminal.tell(`${place}: ${why}; left out`)
      const listed: string[] = []
      let found: LoggedRecord | null = null
      const list = async (record: LoggedRecord): Promise<void> => {
        listed.push(displayText(record.id))
        const { renderListLine } = await import('../explain/render-list.js')
        if (options.json !== true) terminal.print(renderListLine(record, terminal.paint))
      }
      for await (const record of readAuditLog(log, skipped)) {
        if (id !== undefined && record.id !== id) continue
        if (id === undefined && found !== null && listed.length === 0) await list(found)
        if (listed.length > 0) await list(record)
        found = record
        if (id !== undefined) break
      }
      if (listed.length > 0) {
        if (options.json === true) return terminal.print(JSON.stringify(listed, null, 2))
        return terminal.print(`\n${count(listed.length, 'record')}: give the id of one to have it explained`)
      }
      if (found !== null) return show(await explained(found, options, terminal), options, terminal)
      throw new CommandError(
        id === undefined
          ? `${log} has no record`
          : `${log} has no record ${displayText(id)}; without an id, all are listed`,
      )
    })
}

/** Reads an id that a rule may have. */
export function ruleId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('write a number from 1 on.')
  return Number(text)
}

async function explained(record: LoggedRecord, options: ExplainOptions, terminal: Terminal): Promise<ExplainedRecord> {
  const { rules, dialect, firstId } = options
  if (rules === undefined || record.request === null) {
    if (dialect !== undefined && rules === undefined) throw new CommandError('--dialect says how to read --rules')
    if (rules !== undefined)
      terminal.tell('the record holds no request (SecAuditLogParts without B), so there is nothing to replay')
    const { explainLog } = await import('../explain/explain-log.js')
    return explainLog(record, firstId)
  }
  const { Replayer } = await import('../replay/replayer.js')
  const { explainReplay } = await import('../explain/explain-replay.js')
  const given: RulesOptions = { rules, dialect }
  const { program } = await usableRules(given, terminal)
  const replayer = await Replayer.open(program, (message) => terminal.tell(message))
  try {
    return await explainReplay(record, replayer, firstId)
  } finally {
    await replayer.close()
  }
}

async function show(record: ExplainedRecord, options: ExplainOptions, terminal: Terminal): Promise<void> {
  if (options.json === true) return terminal.print(JSON.stringify(record, null, 2))
  const { renderExplanation } = await import('../explain/render-explanation.js')
  terminal.print(renderExplanation(record, terminal.paint))
}

import { Command, InvalidArgumentError, Option } from 'commander'
import type { DialectName } from 'secrule'
import { exitCodes, type Finish } from '../exit-codes.js'
import { count } from '../render/count.js'
import { renderGithub } from '../render/github.js'
import { renderJson } from '../render/json.js'
import type { CheckReport } from '../render/report.js'
import { renderSarif } from '../render/sarif.js'
import { renderText } from '../render/text.js'
import { dialectOption } from '../rules-options.js'
import type { Terminal } from '../terminal.js'

interface CheckOptions {
  readonly format: 'text' | 'json' | 'sarif' | 'github'
  readonly maxWarnings?: number
  readonly dialect?: DialectName
  readonly notes?: boolean
}

/** `secrule check`: every problem of a ruleset, with its place. */
export function checkCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('check')
    .description('report every problem of rule files, with its place and what would be right')
    .argument('[files...]', 'rule files and globs, in the order of loading (default: the starter rules)')
    .addOption(
      new Option('--format <name>', 'how to print').choices(['text', 'json', 'sarif', 'github']).default('text'),
    )
    .option('--max-warnings <number>', 'fail when there are more warnings than this', wholeNumber)
    .option('--notes', 'print notes too: what is no fault, but good to know')
    .addOption(dialectOption())
    .action(async (files: string[], options: CheckOptions) => {
      terminal.progress('reading rules …')
      const { loadRules } = await import('../rules.js')
      const { program, diagnostics: all } = await loadRules({ rules: files, dialect: options.dialect, notes: true })
      terminal.progress('')
      const notes = all.filter((each) => each.severity === 'info').length
      const diagnostics = options.notes === true ? all : all.filter((each) => each.severity !== 'info')
      const errors = diagnostics.filter((each) => each.severity === 'error').length
      const warnings = diagnostics.filter((each) => each.severity === 'warning').length
      print({ diagnostics, errors, warnings, notes, counts: program?.counts ?? null }, options.format, terminal)
      if (errors > 0) return finish(exitCodes.findings)
      if (options.maxWarnings !== undefined && warnings > options.maxWarnings) {
        terminal.tell(`${count(warnings, 'warning')}, and --max-warnings allows ${options.maxWarnings}`)
        finish(exitCodes.findings)
      }
    })
}

function print(report: CheckReport, format: CheckOptions['format'], terminal: Terminal): void {
  const { diagnostics, errors, warnings, notes, counts } = report
  if (format === 'json') return terminal.print(renderJson(report))
  if (format === 'sarif') return terminal.print(renderSarif(diagnostics))
  if (diagnostics.length > 0) {
    terminal.print(format === 'github' ? renderGithub(diagnostics) : renderText(diagnostics, terminal.paint))
  }
  const { red, yellow, green } = terminal.paint
  const isAll = diagnostics.some((each) => each.severity === 'info')
  const read =
    counts === null
      ? ''
      : `${count(counts.rules, 'rule')} and ${count(counts.directives, 'directive')} in ${count(counts.files, 'file')}: `
  const found = [
    ...(errors > 0 ? [red(count(errors, 'error'))] : [green('no errors')]),
    ...(warnings > 0 ? [yellow(count(warnings, 'warning'))] : []),
    ...(notes > 0 ? [`${count(notes, 'note')}${isAll ? '' : ' (--notes shows them)'}`] : []),
  ]
  terminal.print(`${read}${found.join(', ')}`)
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write a whole number.')
  return Number(text)
}

import { analyse, type Program } from 'secrule'
import { readAuditLog, type Skipped } from '../audit-log/read-audit-log.js'
import { CommandError } from '../command-error.js'
import { displayText } from '../display-text.js'
import { looksAtNothingElse } from '../exclusions/remedies.js'
import { type ExclusionFiles, freeIds, writeExclusions } from '../exclusions/write-exclusions.js'
import { reason } from '../explain/replay-notes.js'
import { Replayer } from '../replay/replayer.js'
import { type ScoreEffect, scoreEffects } from '../replay/score-effects.js'
import { type LoadedRules, ruleSource } from '../rules.js'
import type { Terminal } from '../terminal.js'
import { type AttackReport, checkAttacks } from './attack-check.js'
import { CaseBook, type Finding } from './case-book.js'
import { leastOf, type Proposal, proposeAll } from './propose.js'
import { readAttacks } from './read-attacks.js'
import { tuneCase } from './tune-case.js'

/** What is to be tuned and how. */
export interface TuneOptions {
  readonly logs: readonly string[]
  readonly attacks: readonly string[]
  readonly firstId: number
  /** A target on more paths than this is excluded everywhere. */
  readonly spread: number
  /** Exclude all that matched in requests that were blocked, not only what suffices. */
  readonly all: boolean
  /** A target must be in so many blocked requests. */
  readonly least: number
  readonly wants: (client: string) => boolean
}

/** A request that stays blocked. */
export interface Stuck {
  readonly id: string
  readonly place: string
  readonly request: string
  readonly by: string
}

/** What tuning came to. */
export interface TuneResult {
  readonly records: number
  /** Records of other clients than those asked for. */
  readonly others: number
  readonly withoutRequest: number
  readonly blocked: number
  /** Logged as blocked and not blocked again. */
  readonly notReproduced: readonly { readonly id: string; readonly why: string }[]
  readonly findings: readonly Finding[]
  readonly proposals: readonly (Proposal & { readonly isWhole: boolean })[]
  readonly files: ExclusionFiles
  readonly stuck: readonly Stuck[]
  /** The files were compiled with the rules; a bundle cannot be added to, so that exclusions were only tried in place. */
  readonly isCompiled: boolean
  readonly attacks: AttackReport | null
}

/** Most records that are named one by one. */
const mostNamed = 20

/** Reads logs, finds what would let their requests pass, and shows what that opens. */
export async function tune(
  rules: LoadedRules & { readonly program: Program },
  options: TuneOptions,
  terminal: Terminal,
): Promise<TuneResult> {
  const skipped: Skipped = (place, why) => terminal.tell(`${place}: ${why}; left out`)
  const tell = (message: string): void => terminal.tell(message)
  const replayer = await Replayer.open(rules.program, tell)
  try {
    const effects = scoreEffects(rules.program)
    const { book, ...read } = await readCases(options, replayer, effects, terminal, skipped)
    if (read.records === 0) throw new CommandError(`there is no record in ${options.logs.join(', ')}`)
    const findings = book.findings.filter(({ requests }) => requests >= options.least)
    const everything = proposeAll(findings, options.spread)
    const proposals = options.all
      ? everything
      : await leastOf(everything, book.cases, replayer, (done) =>
          terminal.progress(`is it needed? ${done + 1} of ${everything.length}`),
        )
    const newId = freeIds(options.firstId, new Set(rules.program.rules.map(({ id }) => id)))
    const files = writeExclusions(proposals, newId)
    const tuned = compileWith(rules, files)
    const check = tuned === null ? replayer : await Replayer.open(tuned, tell)
    const stuck: Stuck[] = []
    for (const each of book.cases) {
      const after = await check.replay(each.exchange, each.ends, tuned === null ? proposals : [])
      if (after.interruption === null) continue
      const { ruleId } = after.interruption
      const by = ruleId === 0 ? 'a limit' : `rule ${ruleId}`
      stuck.push({ id: displayText(each.id), place: each.place, request: displayText(each.request), by })
    }
    if (check !== replayer) await check.close()
    const attacks = []
    for (const path of options.attacks) attacks.push(...(await readAttacks(path, skipped)))
    if (options.attacks.length > 0 && attacks.length === 0) throw new CommandError('--attacks names no attack')
    const report =
      attacks.length === 0
        ? null
        : await checkAttacks(attacks, proposals, book.cases, replayer, effects, (text) => terminal.progress(text))
    terminal.progress('')
    const whole = proposals.map((each) => ({
      ...each,
      isWhole: looksAtNothingElse(
        rules.program,
        each.rule,
        proposals.filter(({ location }) => location.operator === each.location.operator),
      ),
    }))
    const isCompiled = tuned !== null
    return { ...read, blocked: book.blocked, findings, proposals: whole, files, stuck, isCompiled, attacks: report }
  } finally {
    await replayer.close()
  }
}

async function readCases(
  { logs, wants }: TuneOptions,
  replayer: Replayer,
  effects: ReadonlyMap<number, readonly ScoreEffect[]>,
  terminal: Terminal,
  skipped: Skipped,
): Promise<Pick<TuneResult, 'records' | 'others' | 'withoutRequest' | 'notReproduced'> & { readonly book: CaseBook }> {
  const book = new CaseBook()
  const notReproduced: { id: string; why: string }[] = []
  let records = 0
  let others = 0
  let withoutRequest = 0
  for (const log of logs) {
    for await (const record of readAuditLog(log, skipped)) {
      records++
      terminal.progress(`record ${records}, ${book.blocked} blocked`)
      if (!wants(record.client.address)) others++
      else if (record.request === null) withoutRequest++
      else {
        const found = await tuneCase(record, replayer, effects)
        if (found !== null) book.add(found)
        else if (record.isIntercepted === true && notReproduced.length < mostNamed) {
          notReproduced.push({ id: displayText(record.id), why: reason(record) })
        }
      }
    }
  }
  return { book, records, others, withoutRequest, notReproduced }
}

/** The rules with the exclusions around them, as they will be loaded. Null where the rules are a bundle. */
function compileWith(rules: LoadedRules & { readonly program: Program }, files: ExclusionFiles): Program | null {
  if (rules.names.some((name) => name.endsWith('.srb'))) return null
  const { program, diagnostics } = analyse(
    [
      { text: `${files.before}\n`, name: 'exclusions-before.conf' },
      ...rules.names.map(ruleSource),
      { text: `${files.after}\n`, name: 'exclusions-after.conf' },
    ],
    { dialect: rules.program.dialect },
  )
  if (program === null) {
    const first = diagnostics.find(({ severity }) => severity === 'error')
    throw new Error(`the exclusions do not compile: ${first?.file}:${first?.line}: ${first?.message}`)
  }
  return program
}

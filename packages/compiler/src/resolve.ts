import {
  type CompileContext,
  type Dialect,
  defaultSettings,
  isDiagnostic,
  problem,
  type RemovedRule,
  type Settings,
  type Span,
  withRelated,
} from '@secrule/program'
import { directives, refusedWord, unavailable } from '@secrule/stdlib'
import type { PlainDirective } from '@secrule/syntax'
import { resolveActions } from './action-list.js'
import { rulesToRemove, updateActions, updateTargets } from './changes.js'
import { DefaultActions } from './default-actions.js'
import type { Loaded, LoadedDirective, Unreadable } from './load.js'
import { warnOfNever } from './never-matches.js'
import type { CompileOptions } from './options.js'
import { remoteSource } from './remote-rules.js'
import { Report } from './report.js'
import { RuleBuilder, type RuleMaker } from './rule-builder.js'
import type { RuleFiles } from './rule-files.js'
import type { Entry, Rule } from './ruleset.js'
import { TxUses } from './tx-uses.js'

/** All rules and markers in load order with everything that shaped them applied, and the settings. */
export interface ResolvedRuleset {
  readonly entries: readonly Entry[]
  readonly settings: Settings
  /** Rules that SecRuleRemove* took out. */
  readonly removed: readonly RemovedRule[]
  readonly directives: number
  readonly scripts: readonly NamedScript[]
}

/** A Lua script, and where a rule names it. */
export interface NamedScript {
  readonly path: string
  readonly text: string
  readonly span: Span
}

/** Carries out the directives in order. Problems go to the report; the result is usable only when it has no errors. */
export function resolve(
  loaded: Loaded,
  dialect: Dialect,
  options: CompileOptions,
  files: RuleFiles,
  report: Report,
): ResolvedRuleset {
  const entries: Entry[] = []
  const settings: Settings = { ...defaultSettings(), ...dialect.settings }
  const datasets = new Map<string, readonly string[]>()
  const defaults = new DefaultActions(dialect)
  const txUses = new TxUses()
  const builder = new RuleBuilder(defaults, dialect, txUses)
  const removed: RemovedRule[] = []
  const scripts: NamedScript[] = []
  /** What waits until all rules are there, in dialects where it does not matter what stands before it. */
  const waiting: (() => void)[] = []
  const whenReady = (change: () => void): void => {
    if (dialect.placeless) waiting.push(change)
    else change()
  }
  const ignored = new Set((options.ignoreDirectives ?? []).map((name) => name.toLowerCase()))
  let dropsBadRules = false

  const contextFor = (into: Report): CompileContext => ({
    dialect,
    settings,
    readFile: (name, span) => files.dataFile(name, span),
    locate: (name, span) => files.matching(span.file.name, name)[0] ?? null,
    dataset: (name) => datasets.get(name) ?? null,
    noteScript: (script, span) => scripts.push({ ...script, span }),
    notes: options.notes === true,
    warn: (diagnostic) => into.add(diagnostic),
  })
  const context = contextFor(report)
  const rules = (): readonly Rule[] => entries.flatMap((entry) => (entry.kind === 'rule' ? [entry.rule] : []))

  const buildRule = (directive: RuleMaker): void => {
    const own = dropsBadRules ? new Report(dialect) : report
    const rule = builder.build(directive, contextFor(own), own)
    if (own !== report) {
      for (const each of own.sorted([])) report.add(each.severity === 'error' ? { ...each, severity: 'warning' } : each)
      const wasUnreadable = report.excuse(directive.span)
      if (own.hasErrors || wasUnreadable) return dropped(directive.name.span, builder.drop())
    }
    if (rule !== null) entries.push({ kind: 'rule', rule })
  }

  const unreadable = ({ name, span }: Unreadable): void => {
    if (!/^sec(rule|action|rulescript)$/i.test(name.value)) return
    const starter = builder.abandonChain()
    if (dropsBadRules && report.excuse(span)) dropped(name.span, starter && builder.drop())
  }

  /** SecIgnoreRuleCompilationErrors: what is wrong with a link takes its whole chain out. */
  const dropped = (place: Span, rule: Rule | null): void => {
    const found = problem(place, 'dropped-rule')
    const isLink = rule !== null && entries.some((entry) => entry.kind === 'rule' && entry.rule === rule)
    report.add(isLink ? withRelated(found, rule.span, 'and with it the chain that begins here') : found)
  }

  const remove = (directive: PlainDirective): void => {
    const by = removedBy(directive.name.value)
    for (const rule of rulesToRemove(directive, rules(), dialect, report)) {
      rule.removed = true
      removed.push({ id: rule.id, phase: rule.phase, by })
      builder.release(rule)
    }
  }

  const carryOut = (directive: LoadedDirective): void => {
    if (!isAvailable(directive)) return
    switch (directive.kind) {
      case 'unreadable':
        return unreadable(directive)
      case 'rule':
        return buildRule(directive)
      case 'action-list':
        if (directive.name.value.toLowerCase() === 'secaction') return buildRule(directive)
        if (!dialect.placeless) defaults.define(directive, context, report)
        return
      case 'update-target':
        txUses.note(directive.targets, null, [])
        return whenReady(() => updateTargets(directive, rules(), dialect, report))
      case 'update-action': {
        const actions = resolveActions(directive.actions, context, report)
        txUses.note([], null, actions)
        return whenReady(() => updateActions(directive, actions, rules(), dialect, report))
      }
      case 'dataset':
        if (datasets.has(directive.label.value)) builder.beginEra()
        datasets.set(directive.label.value, directive.lines)
        return
      case 'script':
        return buildRule(directive)
      case 'directive':
        return plain(directive)
      default:
        directive satisfies never
    }
  }

  /** The rules themselves follow it; here is told what kept them from being fetched. */
  const remoteRules = (directive: PlainDirective): void => {
    const source = remoteSource(directive)
    if (isDiagnostic(source)) return report.add(source)
    const content = options.remoteRules?.get(source.url)
    if (content !== undefined && 'text' in content) return
    const why = content?.error ?? 'nothing fetches rules here'
    const right = content === undefined ? 'load them with `compileAsync` and a `fetchRules`' : ''
    const found = problem(directive.words.at(-1)!.span, 'remote-rules', source.url, why, right)
    report.add(settings.remoteRulesFailAction === 'Warn' ? { ...found, severity: 'warning' } : found)
  }

  /** Whether the dialect has the directive, and with this word. */
  const isAvailable = (directive: LoadedDirective): boolean => {
    const { name } = directive
    const definition = directives.get(name.value)
    if (definition === null || directive.kind === 'unreadable') return true
    const [word] = directive.kind === 'directive' ? directive.words : []
    const found =
      unavailable('directives', definition.name, definition.name, name.span, dialect) ??
      (word === undefined ? null : refusedWord(definition.name, word.value, word.span, dialect))
    if (found !== null) report.add(found)
    return found === null
  }

  const plain = (directive: PlainDirective): void => {
    const { name, words } = directive
    const definition = directives.get(name.value)
    if (definition === null) {
      const code = ignored.has(name.value.toLowerCase()) ? 'ignored-directive' : 'unknown-directive'
      report.add(problem(name.span, code, name.value, directives.near(name.value) ?? ''))
      return
    }
    const [least, most] = definition.words
    const form = `\`${definition.name}${definition.form === '' ? '' : ` ${definition.form}`}\``
    if (words.length < least) return report.add(problem(name.span, 'too-few-words', definition.name, form))
    if (words.length > most) return report.add(problem(words[most]!.span, 'too-many-words', definition.name, form))
    switch (definition.name.toLowerCase()) {
      case 'secmarker':
        builder.mark(name.span)
        entries.push({ kind: 'marker', label: words[0]!.value, span: directive.span })
        return
      case 'secruleremovebyid':
      case 'secruleremovebytag':
      case 'secruleremovebymsg':
        return whenReady(() => remove(directive))
      case 'secignorerulecompilationerrors':
        dropsBadRules = words[0]!.value.toLowerCase() === 'on'
        return
      case 'secremoterules':
        return remoteRules(directive)
    }
    if (definition.compile === undefined) return
    const constant = definition.compile(words, name.span, context)
    if (isDiagnostic(constant)) report.add(constant)
    else definition.apply?.(constant, settings)
  }

  if (dialect.placeless) {
    for (const directive of loaded.directives) {
      if (directive.kind === 'action-list' && directive.name.value.toLowerCase() !== 'secaction') {
        defaults.define(directive, context, report)
      }
    }
  }
  for (const directive of loaded.directives) carryOut(directive)
  for (const change of waiting) change()
  const { unfinished } = builder
  if (unfinished !== null && dialect.unfinishedChains !== 'refused') {
    report.add({ ...problem(unfinished, 'chain-without-next'), severity: 'warning' })
    builder.leaveUnfinished(dialect.unfinishedChains === 'match')
  } else if (unfinished !== null) {
    const found = problem(unfinished, 'chain-without-next')
    report.add(dropsBadRules ? { ...found, severity: 'warning' } : found)
    if (dropsBadRules) dropped(unfinished, builder.drop())
  }
  // of rules that could not be read in whole nothing is said that their parts decide
  if (!report.hasErrors) {
    txUses.report(report)
    for (const rule of rules()) if (!rule.removed) warnOfNever(rule, dialect, report)
  }
  return { entries, settings, removed, directives: loaded.directives.length, scripts }
}

/** What a SecRuleRemove* directive names rules by. */
function removedBy(name: string): RemovedRule['by'] {
  return /byid$/i.test(name) ? 'id' : /bytag$/i.test(name) ? 'tag' : 'message'
}

import { dialects, isDiagnostic, problem, type SourceFile, type Span } from '@secrule/program'
import { directives, standing, unavailable } from '@secrule/stdlib'
import { type BrokenDirective, type Directive, type Item, parseRules, type Text } from '@secrule/syntax'
import type { CompileOptions, RuleSource } from './options.js'
import { type RemoteSource, remoteSource } from './remote-rules.js'
import type { Report } from './report.js'
import type { RuleFiles } from './rule-files.js'

/** Nesting of Include at the most. */
const deepest = 100

/** A directive that the parser could not read; its diagnostics are in the report already. */
export interface Unreadable {
  readonly kind: 'unreadable'
  readonly name: Text
  readonly span: Span
}

export type LoadedDirective = Directive | Unreadable

/** What a load read: directives of all files in the order in which they act, includes expanded. */
export interface Loaded {
  readonly directives: readonly LoadedDirective[]
  /** Names of the rule files in the order they were begun. */
  readonly files: readonly string[]
  /** What SecRemoteRules asks for, in order. */
  readonly remote: readonly RemoteSource[]
}

/** Reads rule sources and what they include. Problems go to the report; what can be read is read. */
export function load(
  sources: readonly RuleSource[],
  options: CompileOptions,
  files: RuleFiles,
  report: Report,
): Loaded {
  const dialect = dialects[options.dialect ?? 'secrule']
  const found: LoadedDirective[] = []
  const names: string[] = []
  const remote: RemoteSource[] = []

  const readText = (source: SourceFile, trail: readonly string[]): void => {
    names.push(source.name)
    const wide = /[^\0-\xff]/.exec(source.text)
    if (wide !== null) {
      // decoded text: whatever else would be said of it may be wrong
      report.add(problem({ file: source, start: wide.index, end: wide.index + 1 }, 'unreadable', wide[0]))
      return
    }
    const { file, diagnostics } = parseRules(source, {
      modules: options.modules ?? [],
      defines: options.defines ?? [],
      openQuotes: dialect.openQuotes,
      style: dialect,
      isDirective: (name) => directives.get(name) !== null,
      ...(options.version === undefined ? {} : { version: options.version }),
    })
    for (const each of diagnostics) report.add(each)
    const broken = [...(file.broken ?? [])]
    walk(file.items, [...trail, source.name], broken)
    found.push(...broken.map(brokenDirective))
  }

  const walk = (items: readonly Item[], trail: readonly string[], broken: BrokenDirective[]): void => {
    for (const item of items) {
      while (broken[0] !== undefined && broken[0].span.start < item.span.start) {
        found.push(brokenDirective(broken.shift()!))
      }
      if (item.kind === 'section') walk(item.items, trail, broken)
      else if (item.kind === 'directive' && /^include(optional)?$/i.test(item.name.value)) include(item, trail)
      else if (item.kind === 'directive' && item.name.value.toLowerCase() === 'secremoterules') readRemote(item, trail)
      else if (item.kind !== 'comment' && item.kind !== 'blank') found.push(item)
    }
  }

  /** Rules that were fetched act at the place of the directive, which stands before them. */
  const readRemote = (item: Directive & { kind: 'directive' }, trail: readonly string[]): void => {
    if (refusesRemote(item, trail)) return
    found.push(item)
    if (standing('directives', 'SecRemoteRules', dialect) === 'unknown') return
    const source = remoteSource(item)
    if (isDiagnostic(source)) return
    remote.push(source)
    const content = options.remoteRules?.get(source.url)
    if (content !== undefined && 'text' in content) readText({ name: source.url, text: content.text }, trail)
  }

  /** Rules from elsewhere bring no others in: neither files of this machine nor more of the network. */
  const refusesRemote = ({ name }: Directive & { kind: 'directive' }, trail: readonly string[]): boolean => {
    const from = trail.find((each) => options.remoteRules?.has(each))
    if (from === undefined) return false
    report.add(problem(name.span, 'unsupported', `\`${name.value}\` in remote rules`, `they came from \`${from}\``))
    return true
  }

  const include = (item: Directive & { kind: 'directive' }, trail: readonly string[]): void => {
    if (refusesRemote(item, trail)) return
    const known = directives.get(item.name.value)
    const missing = known && unavailable('directives', known.name, known.name, item.name.span, dialect)
    if (missing) return report.add(missing)
    const word = item.words[0]
    if (word === undefined || item.words.length > 1) {
      const code = word === undefined ? 'too-few-words' : 'too-many-words'
      report.add(problem(item.words[1]?.span ?? item.span, code, item.name.value, `${item.name.value} FILE`))
      return
    }
    if (trail.length > deepest) {
      report.add(problem(word.span, 'include-depth'))
      return
    }
    const paths = files.matching(item.span.file.name, word.value)
    if (paths.length === 0 && item.name.value.toLowerCase() === 'include') {
      report.add(problem(word.span, 'include-nothing', word.value))
    }
    for (const path of paths) {
      if (trail.includes(path)) report.add(problem(word.span, 'include-cycle', word.value))
      else readPath(path, word.span, trail)
    }
  }

  const readPath = (path: string, span: Span, trail: readonly string[]): void => {
    const text = files.text(path)
    if (text === null) report.add(problem(span, 'missing-file', path, 'it is there, but it cannot be read'))
    else readText({ name: path, text }, trail)
  }

  for (const source of sources) {
    if ('text' in source) {
      readText({ name: source.name ?? 'rules.conf', text: source.text }, [])
      continue
    }
    const asked: SourceFile = { name: source.file, text: '' }
    const span = { file: asked, start: 0, end: 0 }
    const paths = files.matching('', source.file)
    if (paths.length === 0) report.add(problem(span, 'include-nothing', source.file))
    for (const path of paths) readPath(path, span, [])
  }
  return { directives: found, files: names, remote }
}

function brokenDirective({ name, span }: BrokenDirective): Unreadable {
  return { kind: 'unreadable', name, span }
}

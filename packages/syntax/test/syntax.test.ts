import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { positionAt, type SourceFile, type Span } from '@secrule/program'
import {
  formatRules,
  forms,
  type ParseOptions,
  parseActionList,
  parseOperator,
  parseRules,
  parseVariableList,
  type RuleFile,
  type Text,
} from '@secrule/syntax'
import fc from 'fast-check'
import t from 'tap'
import { expectedForm, readLanguageCases, updateLanguageCase } from './language-case.js'
import { outline } from './outline.js'
import { anyBytes, fileText, listText, mutated } from './rule-text.js'

const cases = readLanguageCases('corpus/language/syntax')
const ruleset = '../shared/crs'
const runs = (count: number): fc.Parameters<unknown> => ({
  seed: 20_261,
  numRuns: process.env.SECRULE_PROOF === '1' ? count * 50 : count,
})

/** All spans of a tree lie in the file, and each byte of a text is the byte of the file that its span says. */
function placesAreTrue(node: unknown, source: SourceFile): string | null {
  if (typeof node !== 'object' || node === null || node === source) return null
  if (Array.isArray(node)) {
    for (const each of node) {
      const wrong = placesAreTrue(each, source)
      if (wrong !== null) return wrong
    }
    return null
  }
  const { span } = node as { span?: Span }
  if (span !== undefined) {
    if (span.file !== source || span.start < 0 || span.end < span.start || span.end > source.text.length) {
      return `a span leaves the file: ${span.start}-${span.end} of ${source.text.length}`
    }
    const { kind, value } = node as Text
    if (kind === 'text') {
      const { start, end, offsets } = span
      if (offsets === undefined ? end - start !== value.length : offsets.length !== value.length + 1) {
        return `the span of ${JSON.stringify(value)} has another length`
      }
      for (let i = 0; i < value.length; i++) {
        if (source.text[offsets === undefined ? start + i : offsets[i]!] !== value[i]) {
          return `byte ${i} of ${JSON.stringify(value)} is not the one in the file`
        }
      }
    }
  }
  for (const [key, child] of Object.entries(node)) {
    if (key === 'span') continue
    const wrong = placesAreTrue(child, source)
    if (wrong !== null) return wrong
  }
  return null
}

/** Formats a file without errors, and says what was lost on the way, if anything. */
function roundTrip(file: RuleFile, options: ParseOptions = {}): string | null {
  const text = formatRules(file)
  const again = parseRules({ name: file.source.name, text }, options)
  const error = again.diagnostics.find((each) => each.severity === 'error')
  if (error !== undefined) return `the formatted text has an error: ${error.message}\n${text}`
  const [before, after] = [outline(file), outline(again.file)]
  const different = before.findIndex((line, i) => line !== after[i])
  if (different >= 0 || before.length !== after.length)
    return `${before[different]} became ${after[different]}\n${text}`
  return formatRules(again.file) === text ? null : `formatted twice it is another text\n${text}`
}

t.test('corpus/language/syntax', (t) => {
  const codes = new Set<string>()
  for (const each of cases) {
    const { name, source, expected } = each
    const { file, diagnostics } = parseRules(source, expected.options)
    const isClean = diagnostics.every((diagnostic) => diagnostic.severity !== 'error')
    const formatted = isClean ? formatRules(file).split('\n') : null
    const found = {
      diagnostics: diagnostics.map((each) => expectedForm(each)),
      ...(isClean ? { tree: outline(file) } : {}),
      ...(formatted !== null && formatted.join('\n') !== source.text ? { formatted } : {}),
    }
    if (process.env.SECRULE_UPDATE === '1') updateLanguageCase(each, found)
    else {
      const { about, options, ...wanted } = expected
      t.same(found, wanted, `${name}: ${about}`)
    }
    t.equal(placesAreTrue(file, source), null, `${name}: places`)
    if (isClean) t.equal(roundTrip(file, expected.options), null, `${name}: round trip`)
    for (const { code } of diagnostics) codes.add(code)
  }
  t.comment(`${cases.length} cases, ${codes.size} different codes: ${[...codes].sort().join(', ')}`)
  t.ok(cases.length >= 45, `${cases.length} cases ran`)
  t.end()
})

t.test('ten errors are ten problems', (t) => {
  const ten = cases.find((each) => each.name === 'ten-errors')!
  const { diagnostics } = parseRules(ten.source)
  t.equal(diagnostics.length, 10)
  t.equal(new Set(diagnostics.map((each) => each.code)).size, 10, 'all different')
  t.end()
})

t.test('lists out of other lists', (t) => {
  // as the compiler meets them: the target in a ctl action of a continued rule with an escaped quote before it
  const source = {
    name: 'x.conf',
    text: 'SecAction "id:1,\\\n  msg:\'\\"\',ctl:ruleRemoveTargetById=1;ARGS:\\\n  /b/"\n',
  }
  const [item] = parseRules(source).file.items
  const value = item?.kind === 'action-list' ? item.actions[2]?.value : null
  t.equal(value?.value, 'ruleRemoveTargetById=1;ARGS:/b/')
  const { variables, diagnostics } = parseVariableList(value!)
  t.same(diagnostics, [])
  const { selector } = variables[0]!
  t.equal(selector?.kind, 'regex')
  t.same(positionAt(source, selector!.span.start), { line: 3, column: 3 }, 'the place in the physical file')

  const text = (value: string): Text => ({
    kind: 'text',
    value,
    span: { file: { name: 'y', text: value }, start: 0, end: value.length },
    quote: '',
  })
  t.equal(parseVariableList(text('ARGS:a,TX')).variables.length, 1, 'a comma belongs to a key')
  t.equal(parseVariableList(text('ARGS:a,TX'), { commas: true }).variables.length, 2, 'unless it separates')
  t.equal(parseOperator(text('!@streq a')).operator?.name?.value, 'streq')
  t.equal(parseOperator(text('@')).operator, null)
  t.same(
    parseActionList(text('a:1,b')).actions.map((action) => action.name.value),
    ['a', 'b'],
  )
  const wide = parseRules({ name: 'wide', text: 'SecMarker a\nSec\u1234\n\u1234 x' })
  t.ok(
    wide.diagnostics.some((each) => each.code === 'unreadable'),
    'a char that is no byte is a problem, not an exception',
  )
  t.end()
})

t.test('sections that ask the embedder', (t) => {
  const source = { name: 'x', text: '<IfDirective secrule>\nSecMarker a\n</IfDirective>\n' }
  for (const known of [true, false]) {
    const { file, diagnostics } = parseRules(source, { isDirective: (name) => known && name === 'secrule' })
    t.same(diagnostics, [])
    t.equal(file.items[0]?.kind === 'section' && file.items[0].holds, known)
  }
  const versions: [string, boolean][] = [
    ['2.4.62', true],
    ['2.4', false],
    ['= 2.4.62', true],
    ['== 2.4.61', false],
    ['!= 2.4.61', true],
    ['> 2.4.61', true],
    ['> 2.4.62', false],
    ['>= 2.4.62', true],
    ['< 2.10', true],
    ['<= 2.4', false],
    ['!>= 3', true],
  ]
  for (const [test, holds] of versions) {
    const text = `<IfVersion ${test}>\n</IfVersion>\n`
    const { file, diagnostics } = parseRules({ name: 'x', text }, { version: '2.4.62' })
    t.same(diagnostics, [])
    t.equal(file.items[0]?.kind === 'section' && file.items[0].holds, holds, test)
  }
  const [problem] = parseRules(
    { name: 'x', text: '<IfVersion ~ ^2>\n</IfVersion>\n' },
    { version: '2.4.62' },
  ).diagnostics
  t.equal(problem?.code, 'bad-argument')
  const deep = `${'<IfModule security2_module>\n'.repeat(101)}${'</IfModule>\n'.repeat(101)}`
  t.same(
    parseRules({ name: 'x', text: deep }).diagnostics.map(({ code, line }) => ({ code, line })),
    [{ code: 'section-depth', line: 101 }],
  )
  t.end()
})

const crsFiles = existsSync(ruleset)
  ? [
      ...readdirSync(`${ruleset}/rules`)
        .filter((name) => /\.conf(?:\.example)?$/.test(name))
        .sort()
        .map((name) => `rules/${name}`),
      'crs-setup.conf.example',
      'ftw-base.conf',
    ].map((name) => ({ name, text: readFileSync(`${ruleset}/${name}`, 'latin1') }))
  : []

t.test('CRS', (t) => {
  if (crsFiles.length === 0) {
    t.comment('skipped: ../shared/crs is not there')
    return t.end()
  }
  const kinds = new Map<string, number>()
  let kept = 0
  let lines = 0
  for (const source of crsFiles) {
    const { file, diagnostics } = parseRules(source)
    t.same(diagnostics, [], `${source.name}: no problem`)
    t.equal(placesAreTrue(file, source), null, `${source.name}: places`)
    t.equal(roundTrip(file), null, `${source.name}: round trip`)
    for (const { kind } of file.items) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    const formatted = new Set(formatRules(file).split('\n'))
    const own = source.text.split('\n')
    lines += own.length
    kept += own.filter((line) => formatted.has(line)).length
  }
  t.equal(kinds.get('rule'), 704, '695 SecRule of CRS and 9 of ftw-base.conf')
  t.equal(kinds.get('action-list'), 14, '8 SecAction of CRS, 1 of ftw-base.conf, 5 SecDefaultAction')
  t.equal(kinds.get('update-target'), 55)
  const before = performance.now()
  for (const source of crsFiles) parseRules(source)
  t.comment(`parsed once more in ${Math.round(performance.now() - before)} ms`)
  const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')
  t.comment(`${crsFiles.length} files, ${lines} lines (${kept} of them are canonical): ${counts}`)
  t.end()
})

t.test('any text', (t) => {
  const options: ParseOptions = { defines: ['X'] }
  const seen = new Set<string>()
  let files = 0
  let clean = 0
  const holds = (text: string): void => {
    files++
    const source = { name: 'any', text }
    const { file, diagnostics } = parseRules(source, options)
    const wrong = placesAreTrue(file, source)
    if (wrong !== null) throw new Error(wrong)
    const lines = text.split('\n')
    for (const { code, line, column } of diagnostics) {
      seen.add(code)
      if (line < 1 || line > lines.length || column < 1 || column > lines[line - 1]!.length + 1) {
        throw new Error(`${code} stands at ${line}:${column}, outside the file`)
      }
      if (code === 'unreadable') throw new Error('the grammar refused bytes')
    }
    if (diagnostics.some((each) => each.severity === 'error')) return
    clean++
    const lost = roundTrip(file, options)
    if (lost !== null) throw new Error(lost)
  }
  fc.assert(fc.property(fileText, holds), runs(1500) as fc.Parameters<[string]>)
  fc.assert(fc.property(anyBytes, holds), runs(200) as fc.Parameters<[string]>)
  const rules = crsFiles
    .flatMap(({ text }) => text.split(/\n(?=Sec|# -=)/))
    .filter((text) => /^Sec/.test(text) && text.length < 2000)
  if (rules.length === 0) t.comment('no mutations of CRS: ../shared/crs is not there')
  else fc.assert(fc.property(mutated(rules), holds), runs(500) as fc.Parameters<[string]>)
  t.comment(`${files} files, ${clean} of them without errors; codes: ${[...seen].sort().join(', ')}`)
  t.ok(clean > files / 10 && clean < files, 'some have errors and some have none')

  let lists = 0
  const read = (value: string): void => {
    lists++
    const span = { file: { name: 'any', text: value }, start: 0, end: value.length }
    const text: Text = { kind: 'text', value, span, quote: '' }
    for (const tree of [
      parseVariableList(text),
      parseVariableList(text, { commas: true }),
      parseOperator(text),
      parseActionList(text),
    ]) {
      const wrong = placesAreTrue(tree, span.file)
      if (wrong !== null) throw new Error(wrong)
    }
  }
  fc.assert(fc.property(listText, read), runs(500) as fc.Parameters<[string]>)
  t.comment(`${lists} lists`)
  t.end()
})

t.test('grammar/', (t) => {
  const railroad = spawnSync(process.execPath, ['packages/syntax/scripts/railroad.mjs', '--check'], {
    encoding: 'utf8',
  })
  t.equal(railroad.status, 0, `secrule.html is fresh ${railroad.stderr}`)
  const html = readFileSync('grammar/secrule.html', 'utf8')
  t.notMatch(html, /https?:|<script/, 'and needs nothing from elsewhere')
  const rules = [...html.matchAll(/<h2>(\w+)<\/h2>/g)].map((match) => match[1]!)
  t.ok(rules.length >= 10, `${rules.length} rules are drawn`)

  const ebnf = readFileSync('grammar/secrule.ebnf', 'utf8')
  const defined = [...ebnf.matchAll(/^(\w+) +::=/gm)].map((match) => match[1]!)
  const pieces = ebnf.matchAll(/\/\*[\s\S]*?\*\/|\[[^\]]*\]|"[^"]*"|'[^']*'|#x[\dA-F]+|(\w+)( +::=)?/g)
  const used = new Set(
    [...pieces].flatMap(([, name, defines]) => (name !== undefined && defines === undefined ? [name] : [])),
  )
  t.same(
    [...used].filter((name) => !defined.includes(name)),
    ['EndOfFile'],
    'secrule.ebnf defines what it uses',
  )
  t.same(
    defined.filter((name) => !used.has(name)),
    ['File', 'AnyDirective', 'variableList', 'operator', 'actionList'],
    'and uses what it defines, but for the starts',
  )
  t.same(
    rules.filter((rule) => !defined.includes(rule)),
    [],
    'and has each rule of the parser',
  )
  const names = [...ebnf.matchAll(/"(Sec\w+)"/g)].map((match) => match[1]!.toLowerCase())
  t.same(names.sort(), [...forms.keys()].sort(), 'and each directive that has a form')

  const textMate = JSON.parse(readFileSync('grammar/secrule.tmLanguage.json', 'utf8')) as { repository: object }
  const included = new Set<string>()
  let patterns = 0
  JSON.stringify(textMate, (key, value: unknown) => {
    if (key === 'include') included.add(String(value).slice(1))
    if (key === 'match' || key === 'begin' || key === 'end') {
      patterns++
      new RegExp(String(value).replaceAll('(?i)', ''))
    }
    return value
  })
  t.same([...included].sort(), Object.keys(textMate.repository).sort(), 'secrule.tmLanguage.json includes what it has')
  t.comment(`${rules.length} rules, ${defined.length} productions, ${patterns} patterns`)
  t.end()
})

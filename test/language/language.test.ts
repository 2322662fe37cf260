import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import { type Analysis, analyseAsync } from '@secrule/compiler'
import { type Code, catalogue } from '@secrule/program'
import { analyse, disassemble, type FileSystem, nodeFileSystem, nodeLuaSyntax } from 'secrule'
import t from 'tap'
import {
  expectedForm,
  type LanguageCase,
  readLanguageCases,
  updateLanguageCase,
} from '../../packages/syntax/test/language-case.js'

const folder = 'corpus/language/rules'
const updates = process.env.SECRULE_UPDATE === '1'
const cases = readLanguageCases(folder)
/** Files that cases read besides their own. */
const used = new Set<string>()

/** The cases' folder, so that messages and disassemblies show short names. `endless-N.conf` includes the next, for ever. */
const fileSystem: FileSystem = {
  read: (path) => {
    const endless = /^endless-(\d+)\.conf$/.exec(path)
    if (endless !== null) return `Include endless-${Number(endless[1]) + 1}.conf\n`
    used.add(path)
    return nodeFileSystem.read(posix.join(folder, path))
  },
  glob: (pattern) =>
    /^endless-\d+\.conf$/.test(pattern)
      ? [pattern]
      : nodeFileSystem.glob(posix.join(folder, pattern)).map((path) => posix.relative(folder, path)),
  resolve: nodeFileSystem.resolve,
}

function analysed({ source, expected }: LanguageCase): Promise<Analysis> {
  const { decoded: _, ...options } = expected.options ?? {}
  return analyseAsync(source, { notes: true, ...options, fileSystem, checkScript: nodeLuaSyntax })
}

t.test(folder, async (t) => {
  const seen = new Map<Code, number>()
  let valid = 0
  let snapshots = 0
  for (const each of cases) {
    const { name, source, expected } = each
    const { program, diagnostics } = await analysed(each)
    for (const { code } of diagnostics) seen.set(code, (seen.get(code) ?? 0) + 1)
    const found = { diagnostics: diagnostics.map((diagnostic) => expectedForm(diagnostic, source.name)) }
    if (updates) updateLanguageCase(each, found)
    else t.same(found.diagnostics, expected.diagnostics, `${name}: ${expected.about}`)
    if (program !== null) valid++
    const snapshot = `${folder}/${name}.disasm`
    if (!existsSync(snapshot)) continue
    snapshots++
    if (program === null) t.fail(`${name}.disasm stands beside rules that are not usable`)
    else if (updates) writeFileSync(snapshot, disassemble(program), 'latin1')
    else t.equal(disassemble(program), readFileSync(snapshot, 'latin1'), `${name}.disasm`)
  }
  for (const { source } of readLanguageCases('corpus/language/syntax')) {
    for (const { code } of analyse(source, { notes: true }).diagnostics) seen.set(code, (seen.get(code) ?? 0) + 1)
  }
  const codes = Object.keys(catalogue) as Code[]
  t.same(
    codes.filter((code) => !seen.has(code)),
    [],
    'every diagnostic of the catalogue has a case',
  )
  const counts = codes.map((code) => `${code} ${seen.get(code) ?? 0}`).join(', ')
  t.comment(`${cases.length} cases, ${valid} of them usable, ${snapshots} disassemblies`)
  t.comment(`${seen.size} of ${codes.length} codes: ${counts}`)
})

t.test('no file lies unused', (t) => {
  const names = new Set(cases.map(({ name }) => name))
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = posix.relative(folder, posix.join(entry.parentPath, entry.name))
    if (path.includes('/')) t.ok(used.has(path), `${path} is read by a case`)
    else if (path.endsWith('.disasm')) t.ok(names.has(path.slice(0, -'.disasm'.length)), `${path} belongs to a case`)
  }
  t.end()
})

t.test('ten mistakes in one file are ten errors', async (t) => {
  const { diagnostics } = await analysed(cases.find(({ name }) => name === 'ten-errors')!)
  t.equal(diagnostics.length, 10)
  t.equal(diagnostics.filter(({ severity }) => severity === 'error').length, 10)
  t.equal(new Set(diagnostics.map(({ code }) => code)).size, 10, 'of ten kinds')
})

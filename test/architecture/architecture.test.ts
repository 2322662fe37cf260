import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'

/** Packages from top to bottom: an import may only go down, and only along these lines. */
const below: Readonly<Record<string, readonly string[]>> = {
  program: [],
  syntax: ['program'],
  regex: ['program'],
  injection: ['program'],
  body: ['program'],
  stdlib: ['program', 'regex', 'injection', 'body'],
  vm: ['program', 'regex', 'injection', 'body', 'stdlib'],
  compiler: ['program', 'syntax', 'regex', 'stdlib'],
  store: ['program', 'stdlib', 'vm'],
  audit: ['program', 'vm'],
  secrule: ['program', 'syntax', 'regex', 'injection', 'body', 'stdlib', 'vm', 'compiler', 'store', 'audit'],
  'hosts/core': ['secrule'],
  'hosts/proxy': ['secrule', 'hosts/core'],
  'hosts/node': ['secrule', 'hosts/core'],
  'hosts/fetch': ['secrule', 'hosts/core'],
  cli: ['program', 'syntax', 'body', 'stdlib', 'audit', 'secrule', 'hosts/core', 'hosts/proxy'],
}
/** Packages that only run in Node. In the others Node is for files below src/node, and secrule's Node entry. */
const nodeOnly = new Set(['cli', 'hosts/proxy', 'hosts/node'])
const nodeEntries = new Set(['packages/secrule/src/node.ts', 'packages/secrule/src/node-runtime.ts'])

/** Packages whose folder is not called as they are. */
const folders = new Map([
  ['host', 'hosts/core'],
  ['proxy', 'hosts/proxy'],
  ['node', 'hosts/node'],
  ['fetch', 'hosts/fetch'],
])

const packageOf = (name: string): string | null => {
  if (name === 'secrule' || name.startsWith('secrule/')) return 'secrule'
  const scoped = /^@secrule\/([^/]+)/.exec(name)?.[1]
  return scoped === undefined ? null : (folders.get(scoped) ?? scoped)
}

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`)

const importsOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /^\s*(?:import|export)\b[^'"]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm,
    ),
  ].map((found) => found[1] ?? found[2] ?? found[3]!)

t.test('imports only go down, and Node stays behind its doors', async (t) => {
  const found = readdirSync('packages', { withFileTypes: true })
    .flatMap(({ name }) => (name === 'hosts' ? readdirSync('packages/hosts').map((host) => `hosts/${host}`) : [name]))
    .sort()
  t.same(found, Object.keys(below).sort(), 'every package has its place in the order')
  let files = 0
  let imports = 0
  const wrong: string[] = []
  for (const [name, allowed] of Object.entries(below)) {
    const manifest = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8'))
    for (const file of sources(`packages/${name}/src`)) {
      files++
      const text = readFileSync(file, 'utf8')
      const mayUseNode = nodeOnly.has(name) || file.includes('/src/node/') || nodeEntries.has(file)
      for (const target of importsOf(text)) {
        imports++
        const other = packageOf(target)
        if (other === name) wrong.push(`${file} imports its own package by name`)
        else if (other !== null && !allowed.includes(other))
          wrong.push(`${file} imports ${other}, which is not below ${name}`)
        else if (target.startsWith('node:') && !mayUseNode) wrong.push(`${file} imports ${target}`)
        else if (other !== null && target.endsWith('/node') && !mayUseNode) wrong.push(`${file} imports ${target}`)
        else if (!target.startsWith('.') && !target.startsWith('node:')) {
          const bare = target
            .split('/')
            .slice(0, target.startsWith('@') ? 2 : 1)
            .join('/')
          if (manifest.dependencies?.[bare] === undefined && manifest.peerDependencies?.[bare] === undefined)
            wrong.push(`${file} imports ${bare}, which its package does not name`)
        }
      }
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      const global = mayUseNode ? null : /(?<![\w.'`"])(?:Buffer|process|__dirname|setImmediate)\s*[.(]/.exec(code)
      if (global !== null) wrong.push(`${file} uses ${global[0]}`)
    }
  }
  t.same(wrong, [], `${imports} imports in ${files} files`)
})

t.test('house habits', async (t) => {
  const wrong: string[] = []
  let files = 0
  for (const name of Object.keys(below)) {
    for (const file of sources(`packages/${name}/src`)) {
      files++
      const base = file.replace(/.*\//, '')
      if (/^(utils?|helpers?|types|misc|common)\.ts$/.test(base)) wrong.push(`${file} says nothing by its name`)
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/.test(base)) wrong.push(`${file} is not kebab-case`)
    }
  }
  t.same(wrong, [], `${files} files`)
})

t.test('the public surface changes on purpose', async (t) => {
  const list = 'test/architecture/exports.json'
  const found: Record<string, string[]> = {}
  for (const name of Object.keys(below)) {
    const { exports = {} } = JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8'))
    for (const [entry, target] of Object.entries(exports as Record<string, EntryTarget>)) {
      for (const path of new Set(typesOf(target))) {
        const names = namesOf(`packages/${name}/${path}`)
        found[`${name}${entry.slice(1)}${path.endsWith('node.d.ts') ? ' (node)' : ''}`] = names
      }
    }
  }
  if (process.env.SECRULE_UPDATE === '1') writeFileSync(list, `${JSON.stringify(found, null, 2)}\n`)
  t.same(found, JSON.parse(readFileSync(list, 'utf8')), 'SECRULE_UPDATE=1 writes the list anew')
})

type EntryTarget = { readonly types?: string; readonly node?: EntryTarget; readonly default?: EntryTarget } | string

function typesOf(target: EntryTarget): string[] {
  if (typeof target === 'string') return []
  if (target.types !== undefined) return [target.types]
  return [target.node, target.default].flatMap((each) => (each === undefined ? [] : typesOf(each)))
}

/** The names that a declaration file exports, those of `export * from` included. */
function namesOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const lists = [...text.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}/g)].flatMap((found) => found[1]!.split(','))
  const listed = lists.map((each) =>
    each
      .replace(/^\s*type\s+/, '')
      .replace(/.*\sas\s+/, '')
      .trim(),
  )
  const declared = [
    ...text.matchAll(/^export declare (?:const|function|class|let) (\w+)|^export (?:interface|type) (\w+)/gm),
  ]
  const stars = [...text.matchAll(/export \* from '\.\/([^']+)\.js'/g)].map((found) => found[1]!)
  const beside = stars.flatMap((name) => namesOf(`${file.replace(/[^/]*$/, '')}${name}.d.ts`))
  const names = [...listed, ...declared.map((each) => each[1] ?? each[2]!), ...beside]
  return [...new Set(names.filter((name) => name !== ''))].sort()
}

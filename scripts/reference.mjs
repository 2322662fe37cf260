// Writes docs/reference from the registries of @secrule/stdlib: what every element of the language is, how it is written, and
// what it does here and in the other engines. With --check it only says whether the pages are fresh.
//   node scripts/reference.mjs [--check]
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { defaultSettings, dialects } from '@secrule/program'
import { actions, ctlOptions, directives, operators, transformations, variables } from '@secrule/stdlib'
import { parseRules } from '@secrule/syntax'
import { analyse } from 'secrule'

const folder = new URL('../docs/reference/', import.meta.url)
const note =
  '<!-- Written by scripts/reference.mjs from the registries of the library. Change the element, not this page. -->'

const phaseNames = ['connection', 'request headers', 'request body', 'response headers', 'response body', 'logging']
const phase = (number) => `${number} (${phaseNames[number]})`
const code = (text) => `\`${text}\``

/** Every file that an example names is there. */
const samples = {
  read: (path) =>
    path.endsWith('.mapping') ? '20127 (US-ASCII)\n00a0:20\n' : path.endsWith('.conf') ? '' : '192.0.2.1\n',
  glob: () => ['sample.conf'],
  resolve: (_from, name) => name,
}

/** What a check of the element's own example says of it that a reader must know, and the services that it asks for. */
function checked({ example }) {
  const { program, diagnostics } = analyse({ name: 'example', text: `${example}\n` }, { fileSystem: samples })
  const said = diagnostics.filter((each) => each.code === 'no-effect' || each.code === 'unsupported')
  const remarks = said.map(({ message, hint }) => `${message}${hint === undefined ? '' : ` (${hint})`}.`)
  return { remarks, needs: program?.needs ?? [] }
}

/** What holds where the directive is not given: the settings that its example sets. */
function defaultOf({ name, example, compile, apply }) {
  const { file } = parseRules({ name: 'example', text: `${example}\n` })
  const item = file.items.find((each) => each.kind === 'directive' && each.name.value === name)
  if (compile === undefined || apply === undefined || item === undefined) return null
  const settings = defaultSettings()
  const touched = new Set()
  const watched = new Proxy(settings, {
    get: (target, key) => target[key],
    set: (_target, key) => Boolean(touched.add(key)),
  })
  const context = {
    dialect: dialects.secrule,
    settings,
    readFile: (path) => ({ path, text: samples.read(path) }),
    dataset: () => null,
    warn: () => {},
  }
  apply(compile(item.words, item.name.span, context), watched)
  const [first] = touched
  return first === undefined ? null : shownValue(first, settings[first])
}

function shownValue(setting, value) {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'not set'
  if (typeof value === 'boolean') return code(value ? 'On' : 'Off')
  if (Array.isArray(value)) return value.map(code).join(' ')
  return code(/Mode$/.test(setting) ? `0${value.toString(8)}` : value)
}

const yes = (claim) => (claim ? 'yes' : 'no')
const argumentForm = { required: ':VALUE', optional: '[:VALUE]', none: '' }
const groups = {
  metadata: 'describes the rule',
  flow: 'says which rule comes next',
  disruptive: 'disruptive: the last one of a rule counts',
  setting: 'changes how the rule is evaluated or logged',
  effect: 'acts when the rule matched',
}

/** The kinds in the order of the index, and the rows of facts that each element gets. */
const kinds = [
  {
    file: 'directives',
    title: 'Directives',
    one: 'directive',
    about:
      'A directive stands at the beginning of a line: it defines a rule, shapes the rules before it, or sets something.',
    all: directives.all,
    shown: ({ name }) => name,
    facts: (each) => [
      ['Form', code(`${each.name} ${each.form}`.trim())],
      ['Default', defaultOf(each)],
    ],
  },
  {
    file: 'variables',
    title: 'Variables',
    one: 'variable',
    about:
      'What rules look at. A collection has members: `NAME` is all of them, `NAME:key` and `NAME:/regex/` some, `&NAME` their number, `!NAME:key` takes some out.',
    all: variables.all,
    shown: ({ name }) => name,
    facts: (each) => [
      ['Form', each.selector === 'xpath' ? '`NAME` or `NAME:XPATH`'.replaceAll('NAME', each.name) : form(each)],
      ['Has a value from', `phase ${phase(each.phase)}`],
      ['Written by', each.writable === undefined ? null : code(`setvar:${each.writable}.name`)],
    ],
  },
  {
    file: 'operators',
    title: 'Operators',
    one: 'operator',
    about:
      'What is asked of each value: `"@name argument"`, or `"!@name argument"` for its opposite. Without a name it is `@rx`.',
    all: operators.all,
    shown: ({ name }) => `@${name}`,
    facts: (each, needs) => [
      ['Form', code(`@${each.name}${{ required: ' ARGUMENT', optional: ' [ARGUMENT]', none: '' }[each.argument]}`)],
      ['Macros in the argument', each.argument === 'none' ? null : yes(each.macros)],
      ['Needs from the host', needs.length === 0 ? null : needs.join(', ')],
    ],
  },
  {
    file: 'transformations',
    title: 'Transformations',
    one: 'transformation',
    about: 'What is done to each value before the operator sees it: `t:name`, in the order written.',
    all: transformations.all,
    shown: ({ name }) => `t:${name}`,
    facts: (each) => [
      ['Form', code(`t:${each.name}`)],
      ['For `multiMatch`', each.alwaysChanges === true ? 'counts as a change even where the bytes are the same' : null],
    ],
  },
  {
    file: 'actions',
    title: 'Actions',
    one: 'action',
    about: 'What a rule is and does: a list with commas between, `name` or `name:value`.',
    all: actions.all,
    shown: ({ name }) => name,
    facts: (each) => [
      ['Form', code(`${each.name}${argumentForm[each.argument]}`)],
      ['Kind', groups[each.group]],
      ['Runs', each.group !== 'effect' ? null : each.each === 'match' ? 'for each matching value' : 'once a rule'],
      ['Repeated', each.repeat === 'all' ? 'all count' : 'the last one counts'],
      ['Inside a chain', yes(each.inLink)],
      ['In SecDefaultAction', yes(each.inDefault)],
    ],
  },
  {
    file: 'ctl',
    title: 'Options of ctl',
    one: 'option of ctl',
    about: 'What the action `ctl` changes for one transaction: `ctl:NAME=VALUE`.',
    all: ctlOptions.all,
    shown: ({ name }) => `ctl:${name}`,
    facts: (each) => [
      ['Form', code(`ctl:${each.name}=VALUE`)],
      ['Has its effect up to', `phase ${phase(each.lastPhase)}`],
    ],
  },
]

function form({ name, shape }) {
  return shape === 'scalar' ? code(name) : [name, `${name}:key`, `${name}:/regex/`].map(code).join(', ')
}

/** Text as Markdown: what stands in backquotes is code already. */
function prose(text) {
  return text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`') ? part : part.replace(/[<*\\[\]]/g, (sign) => (sign === '<' ? '&lt;' : `\\${sign}`)),
    )
    .join('')
}

const cell = (text) => text.replaceAll('|', '\\|')
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')

/** Which dialects refuse an element, and which take it without any effect. */
function inDialects(kind, name) {
  const having = (list) => Object.values(dialects).filter((dialect) => dialect[list][kind].includes(name))
  return [
    ['Refused in dialect', having('unknown')],
    ['Without effect in dialect', having('idle')],
  ]
    .filter(([, found]) => found.length > 0)
    .map(([what, found]) => [what, found.map((dialect) => code(dialect.name)).join(', ')])
}

function section(kind, each) {
  const { remarks, needs } = checked(each)
  const rows = kind.facts(each, needs).filter(([, value]) => value !== null)
  rows.push(...inDialects(kind.file === 'ctl' ? 'options' : kind.file, each.name))
  if (each.aliases !== undefined) rows.push(['Also written', each.aliases.map(code).join(', ')])
  return [
    `## ${kind.shown(each)}`,
    '',
    prose(each.summary),
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`),
    '',
    '```apache',
    each.example,
    '```',
    '',
    ...remarks.flatMap((remark) => [`**Here:** ${prose(remark)}`, '']),
    `**Other engines:** ${prose(each.engines ?? 'the same in ModSecurity 2, ModSecurity 3 and Coraza.')}`,
    '',
  ]
}

function page(kind) {
  const list = kind.all.map((each) => {
    const name = kind.shown(each)
    return `| [${name}](#${anchor(name)}) | ${cell(prose(each.summary))} |`
  })
  return [
    `# ${kind.title}`,
    '',
    note,
    '',
    kind.about,
    '',
    `| ${kind.one} | |`,
    '|---|---|',
    ...list,
    '',
    ...kind.all.flatMap((each) => section(kind, each)),
  ].join('\n')
}

function index() {
  return [
    '# Reference of the rule language',
    '',
    note,
    '',
    'Every element that rules can use: what it does here, and what ModSecurity 2 (v2), ModSecurity 3 (v3) and Coraza do',
    'instead where they differ.',
    '',
    '| | |',
    '|---|---|',
    ...kinds.map(({ file, title, all, about }) => `| [${title}](${file}.md) (${all.length}) | ${cell(about)} |`),
    '',
    ...kinds.flatMap(({ file, title, all, shown }) => [
      `## ${title}`,
      '',
      `${all.map((each) => `[${shown(each)}](${file}.md#${anchor(shown(each))})`).join(' · ')}`,
      '',
    ]),
  ].join('\n')
}

const pages = new Map([['README.md', index()], ...kinds.map((kind) => [`${kind.file}.md`, page(kind)])])
const read = (name) => (existsSync(new URL(name, folder)) ? readFileSync(new URL(name, folder), 'utf8') : null)

if (process.argv.includes('--check')) {
  const stale = [...pages].filter(([name, text]) => read(name) !== text).map(([name]) => name)
  stale.push(...readdirSync(folder).filter((name) => !pages.has(name)))
  if (stale.length > 0) {
    console.error(`not fresh: ${stale.join(', ')}; run node scripts/reference.mjs`)
    process.exitCode = 1
  }
} else {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of pages) writeFileSync(new URL(name, folder), text)
  console.log(
    `wrote ${pages.size} pages: ${kinds.map(({ all, title }) => `${all.length} ${title.toLowerCase()}`).join(', ')}`,
  )
}

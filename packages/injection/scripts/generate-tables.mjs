// Writes the detectors' tables (src/sqli/packed-*.ts, src/xss/packed-names.ts) from the specification's plain lists.
//
//   node packages/injection/scripts/generate-tables.mjs [--check] [SPEC_DIR]
//
// SPEC_DIR is ../shared/spec/libinjection by default. With --check nothing is written: it exits 1 when a committed
// table is stale.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const check = process.argv.includes('--check')
const spec = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? '../shared/spec/libinjection'
const source = fileURLToPath(new URL('../src/', import.meta.url))

/**
 * The symbols of fingerprints in the order of their codes 1, 2, 3 … (frequent first, which keeps distances small).
 */
const symbols = 'SVN1E(OK&F)UBT;C,A:X'
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const lineLength = 110

const lines = (name) => readFileSync(join(spec, name), 'latin1').split('\n').filter(Boolean)

/** Rows of [word, kind] as lines `kind word,word,word`: one kind may take several lines. */
function packWords(rows) {
  const byKind = new Map()
  for (const [word, kind] of rows) {
    if (/[,`\\$\n]/.test(word)) throw new Error(`the packed form cannot hold the word ${JSON.stringify(word)}`)
    if (kind.length !== 1) throw new Error(`a kind is one char, not ${JSON.stringify(kind)}`)
    byKind.set(kind, [...(byKind.get(kind) ?? []), word])
  }
  const packed = []
  for (const [kind, words] of [...byKind].sort()) {
    let line = ''
    for (const word of words.sort()) {
      if (line !== '' && line.length + word.length > lineLength) {
        packed.push(line)
        line = ''
      }
      line = line === '' ? `${kind} ${word}` : `${line},${word}`
    }
    packed.push(line)
  }
  return packed.join('\n')
}

/**
 * Each pattern as a number of 5 bits a symbol; sorted; the distances as base-64 digits of 5 bits, lowest first, 32 for
 * "more follows".
 */
function packFingerprints(patterns) {
  const keys = patterns.map((pattern) => {
    let key = 0
    for (const symbol of pattern) {
      const code = symbols.indexOf(symbol) + 1
      if (code === 0 || pattern.length > 5) throw new Error(`cannot pack the fingerprint ${JSON.stringify(pattern)}`)
      key = (key << 5) | code
    }
    return key
  })
  let packed = ''
  let last = 0
  for (const key of keys.sort((a, b) => a - b)) {
    let distance = key - last
    for (; distance >= 32; distance >>>= 5) packed += digits[32 | (distance & 31)]
    packed += digits[distance]
    last = key
  }
  return packed.replace(new RegExp(`.{${lineLength}}`, 'g'), '$&\n')
}

/** Names of which no other is a prefix: all that a "starts with one of" test needs. */
function withoutCovered(names) {
  const kept = []
  for (const name of [...names].sort()) if (kept.length === 0 || !name.startsWith(kept.at(-1))) kept.push(name)
  return kept.join(',').replace(new RegExp(`(.{1,${lineLength}}),`, 'g'), '$1\n')
}

const banner = '// Written by scripts/generate-tables.mjs; do not edit.\n\n'
const constant = (comment, name, text) => `/** ${comment} */\nexport const ${name} = \`\n${text}\n\`\n`

const classLetters = { black: 'b', url: 'u', style: 's', indirect: 'i' }
const fingerprints = lines('fingerprints.txt')

const files = {
  'sqli/packed-words.ts':
    banner +
    constant(
      'Words, phrases and two-byte operators of SQL, each line `token type, space, words between commas`.',
      'packedWords',
      packWords(lines('keywords.tsv').map((line) => line.split('\t'))),
    ),
  'sqli/packed-fingerprints.ts':
    banner +
    "/** The symbols of upper-cased fingerprints; a symbol's code is its index plus 1. */\n" +
    `export const fingerprintSymbols = '${symbols}'\n\n` +
    `/** How many fingerprints the packed text holds. */\nexport const fingerprintCount = ${fingerprints.length}\n\n` +
    constant(
      'Sorted fingerprints (5 bits a symbol) as distances, in base-64 digits of 5 bits and a continuation bit.',
      'packedFingerprints',
      packFingerprints(fingerprints),
    ),
  'xss/packed-names.ts':
    banner +
    constant(
      'Tags that are never harmless.',
      'packedTags',
      packWords(lines('xss-tags.txt').map((name) => [name, 't'])),
    ) +
    '\n' +
    constant(
      'Attributes by class: b(lack), u(rl), s(tyle), i(ndirect).',
      'packedAttributes',
      packWords(
        lines('xss-attributes.tsv').map((line) => {
          const [name, kind] = line.split('\t')
          return [name, classLetters[kind]]
        }),
      ),
    ) +
    '\n' +
    constant(
      'Beginnings of event names (after `on`), sorted; names that begin with another one are left out.',
      'packedEvents',
      withoutCovered(lines('xss-events.txt')),
    ),
}

let stale = 0
for (const [name, text] of Object.entries(files)) {
  const path = join(source, name)
  if (!check) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${name} is stale: run this script without --check`)
    stale++
  }
}
if (check && stale === 0) console.log(`${Object.keys(files).length} tables are fresh`)
process.exitCode = stale === 0 ? 0 : 1

import { readFileSync, writeFileSync } from 'node:fs'
import { cases } from './cases.js'
import type { Host } from './host.js'

const path = 'docs/hosts.md'
const begin = '<!-- host × case, written by the host suite -->\n'
const end = '<!-- end -->\n'

/** The table of a run: a tick for what works, the number of a note for what a host cannot give. */
export function hostTable(hosts: readonly Host[]): string {
  const reasons: string[] = []
  const rows = cases.map(({ name }) => {
    const cells = hosts.map(({ gaps }) => {
      const reason = gaps[name]
      if (reason === undefined) return '✓'
      if (!reasons.includes(reason)) reasons.push(reason)
      return `(${reasons.indexOf(reason) + 1})`
    })
    return `| ${[name, ...cells].join(' | ')} |`
  })
  const head = `| | ${hosts.map(({ name }) => name).join(' | ')} |\n|---|${':-:|'.repeat(hosts.length)}`
  const notes = reasons.map((reason, i) => `${i + 1}. ${reason}`)
  const count = `${cases.length} cases, ${hosts.length} hosts. ✓ works; a number stands for what a host cannot give:`
  return `${head}\n${rows.join('\n')}\n\n${count}\n\n${notes.join('\n')}\n`
}

/** The table as the guide has it now. */
export function writtenTable(): string {
  const text = readFileSync(path, 'utf8')
  return text.slice(text.indexOf(begin) + begin.length, text.indexOf(end))
}

/** Puts the table of this run into the guide. */
export function writeTable(table: string): void {
  const text = readFileSync(path, 'utf8')
  const from = text.indexOf(begin)
  if (from < 0) throw new Error(`${path} has no place for the table`)
  writeFileSync(path, text.slice(0, from) + begin + table + text.slice(text.indexOf(end)))
}

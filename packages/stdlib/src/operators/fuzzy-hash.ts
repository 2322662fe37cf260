import { isDiagnostic, operator, problem, subspan } from '@secrule/program'
import { type FuzzyDigest, fuzzyDigest, fuzzyScore, readFuzzyDigest } from './fuzzy-digest.js'
import { readListFile } from './read-list.js'

interface Known {
  readonly threshold: number
  readonly digests: readonly FuzzyDigest[]
}

/** @fuzzyHash. The file has one ssdeep digest a line, as `ssdeep -b` writes it; its heading line is skipped. */
export const fuzzyHash = operator<Known>({
  name: 'fuzzyHash',
  summary: 'True when the value is similar to one of the files whose ssdeep digests are listed.',
  example: 'SecRule REQUEST_BODY "@fuzzyHash malware.txt 60" "id:1,phase:2,deny"',
  engines: 'ModSecurity needs to be built with ssdeep; Coraza lacks it.',
  argument: 'required',
  macros: false,
  logName: 'FuzzyHash',
  compile: (argument, span, context) => {
    const parts = /^(.*\S)\s+(\d{1,3})$/s.exec(argument.trimEnd())
    const threshold = Number(parts?.[2])
    if (parts === null || threshold > 100) {
      return problem(span, 'bad-argument', 'fuzzyHash', 'no threshold from 0 to 100 behind the file', 'write `FILE 60`')
    }
    const name = parts[1]!
    const list = readListFile(name, subspan(span, 0, name.length), context)
    if (isDiagnostic(list)) return list
    const digests: FuzzyDigest[] = []
    for (const line of list.lines) {
      if (line.text.startsWith('ssdeep,')) continue
      const digest = readFuzzyDigest(line.text)
      if (digest === null) {
        const right = 'a digest is written `3:text:text`'
        return problem(span, 'bad-list-entry', line.text, String(line.number), list.name, right)
      }
      digests.push(digest)
    }
    return { threshold, digests }
  },
  run: ({ threshold, digests }, value, { transaction }) => {
    const own = fuzzyDigest(value)
    return digests.some((digest) => {
      const score = fuzzyScore(own, digest)
      if (score < threshold) return false
      transaction.debug(4, () => `Fuzzy hash: matched with score: ${score}.`)
      return true
    })
  },
})

import { md5 } from '@noble/hashes/legacy'
import { latin, toBytes } from '@secrule/body'
import { operator } from '@secrule/program'
import type { Matcher, Pattern } from '@secrule/regex'
import { eachMatch } from './each-match.js'
import { linkArgument, patternArgument, patternNeeds, searchFlags } from './pattern-argument.js'
import { patternFailure } from './pattern-failure.js'
import { plainUrl, urlForms } from './url-forms.js'

interface Lookup {
  readonly matcher: Matcher
  /** MD5 digests of known URLs as raw bytes; null when the file cannot be read. */
  readonly known: ReadonlySet<string> | null
}

/** URLs of one value that are looked up. */
const mostUrls = 1000

/** @gsbLookup: a local list of MD5 digests of URLs, named by SecGsbLookupDb. Captures the form that is listed, and its host. */
export const gsbLookup = operator<Pattern, Lookup>({
  name: 'gsbLookup',
  summary: 'True when a URL that the pattern finds is in the list of SecGsbLookupDb.',
  example:
    'SecGsbLookupDb malware-hashes.txt\n' +
    'SecRule RESPONSE_BODY "@gsbLookup =[\\"\']https?://([^\\"\'<>]+)" "id:1,phase:4,deny,capture"',
  engines: 'ModSecurity 2 only.',
  argument: 'required',
  macros: false,
  logName: 'GsbLookup',
  compile: (argument, span, context) => patternArgument(argument, searchFlags, span, context),
  needs: (pattern) => ['fileSystem', ...patternNeeds(pattern)],
  requirement: (pattern) => pattern.requirement,
  link: (pattern, services, settings) => {
    const { gsbLookupDb } = settings
    const text = gsbLookupDb === null ? null : (services.fileSystem?.read(gsbLookupDb) ?? null)
    return { matcher: linkArgument(pattern, services, settings), known: text === null ? null : digestsOf(text) }
  },
  run: ({ matcher, known }, value, context) => {
    if (known === null) return context.error('gsb-missing')
    let urls = 0
    let hit: readonly [form: string, host: string] | null = null
    const outcome = eachMatch(matcher, value, false, (offsets) => {
      for (let i = 0; i < offsets.length && hit === null; i += 2) {
        const from = offsets[i]!
        if (from < 0) continue
        const url = plainUrl(value.slice(from, offsets[i + 1]!))
        if (url === '' || !url.includes('.') || url.includes('http')) continue
        urls++
        hit = urlForms(url).find(([form]) => known.has(latin(md5(toBytes(form))))) ?? null
      }
      return hit === null && urls < mostUrls
    })
    const found = hit as readonly [string, string] | null
    if (found === null) return outcome === 'done' ? false : patternFailure(outcome, context)
    context.captureText(0, found[0])
    context.captureText(1, found[1])
    return true
  },
})

/** Lines of 32 hex digits, with or without a `+` before them; anything else in the file is a heading or a removal. */
function digestsOf(text: string): ReadonlySet<string> {
  const known = new Set<string>()
  for (const [, digest] of text.matchAll(/^\+?([0-9a-f]{32})\s*$/gim)) {
    let raw = ''
    for (let i = 0; i < 32; i += 2) raw += String.fromCharCode(Number.parseInt(digest!.slice(i, i + 2), 16))
    known.add(raw)
  }
  return known
}

import type { Settings, TransactionState } from '@secrule/program'
import { compilePattern } from '@secrule/regex'
import { linkArgument } from '../operators/pattern-argument.js'
import { pmContent } from '../operators/pm-content.js'
import { linkToken } from './link-token.js'

declare class URL {
  constructor(text: string, base?: string)
  static canParse(text: string, base?: string): boolean
  readonly href: string
  readonly origin: string
  readonly protocol: string
  readonly host: string
  readonly username: string
  readonly hash: string
}

/** The places of links that SecHashMethodRx and SecHashMethodPm name. */
export type HashPlace = 'HashHref' | 'HashFormAction' | 'HashLocation' | 'HashIframeSrc' | 'HashFrameSrc'

/** A choice of links: by the path and query that a client asks for when it follows one. */
type Choice = { readonly place: string; readonly fits: (link: string) => boolean }

const choicesOf = new WeakMap<Settings['hashMethods'], readonly Choice[]>()
/** Links of one response whose tokens are kept. */
const mostKept = 10_000

/**
 * Puts tokens into the links of one response. A link is seen as the client will see it: relative to the page, with the
 * escapes that a browser adds, so that the token is that of the very request which follows. Links to other hosts, and
 * those that are no requests, are left alone.
 */
export class LinkSigner {
  readonly #transaction: TransactionState
  readonly #page: string
  readonly #host: string
  #base: string
  readonly #choices: readonly Choice[]
  readonly #kept = new Map<string, string | null>()

  constructor(transaction: TransactionState) {
    const { request, settings, services } = transaction
    this.#transaction = transaction
    const host = request.headers.named('host')[0]?.value ?? request.serverName
    this.#page = `http://${host}${withoutOrigin(request.uriRaw)}`
    this.#host = URL.canParse(this.#page) ? new URL(this.#page).host : ''
    this.#base = this.#page
    let choices = choicesOf.get(settings.hashMethods)
    if (choices === undefined) {
      choices = settings.hashMethods.map((method) => choice(method, services, settings))
      choicesOf.set(settings.hashMethods, choices)
    }
    this.#choices = choices
  }

  /** Whether links of any of these places may get a token. */
  signs(...places: readonly HashPlace[]): boolean {
    return this.#host !== '' && this.#choices.some(({ place }) => (places as readonly string[]).includes(place))
  }

  /** What `<base href>` says: relative links behind it are seen from there. */
  rebase(link: string): void {
    const text = ascii(link)
    if (this.#base === this.#page && URL.canParse(text, this.#page)) this.#base = new URL(text, this.#page).href
  }

  /** The link with its token, or null for one that gets none. */
  signed(place: HashPlace, link: string): string | null {
    const id = `${place} ${link}`
    let signed = this.#kept.get(id)
    if (signed === undefined) {
      signed = this.#sign(place, link)
      if (this.#kept.size < mostKept) this.#kept.set(id, signed)
    }
    return signed
  }

  #sign(place: HashPlace, link: string): string | null {
    const trimmed = link.replace(/^[\0- ]+|[\0- ]+$/g, '')
    const text = ascii(trimmed)
    if (text === '' || text.startsWith('#') || !URL.canParse(text, this.#base)) return null
    const url = new URL(text, this.#base)
    if (!/^https?:$/.test(url.protocol) || url.host !== this.#host || url.username !== '') return null
    const asked = url.href.slice(url.origin.length, url.href.length - url.hash.length).replace(/#$/, '')
    const { hashParam } = this.#transaction.settings
    if (new RegExp(`[?&]${hashParam.replace(/[^\w]/g, '\\$&')}=`).test(asked)) return null
    if (!this.#choices.some((each) => each.place === place && each.fits(asked))) return null
    const end = trimmed.indexOf('#')
    const [before, fragment] = end < 0 ? [trimmed, ''] : [trimmed.slice(0, end), trimmed.slice(end)]
    const token = `${hashParam}=${linkToken(asked, this.#transaction)}`
    return `${before}${asked.includes('?') ? '&' : '?'}${token}${fragment}`
  }
}

/** The path and query of a request target: what a token is made of. */
export function withoutOrigin(target: string): string {
  return target.replace(/^[A-Za-z][\w+.-]*:\/\/[^/?#]*/, '')
}

/** Bytes beyond ASCII as a browser sends them in a path. Characters beyond bytes come from references, whole ones only. */
function ascii(link: string): string {
  return link
    .replace(/[\x80-\xff]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/[^\0-\xff]+/g, (text) => encodeURI(text))
}

function choice(
  { place, by, argument }: Settings['hashMethods'][number],
  services: TransactionState['services'],
  settings: Readonly<Settings>,
): Choice {
  if (by === 'pm') {
    const phrases = pmContent(argument)
      .toLowerCase()
      .split(/[\t-\r ]+/)
      .filter((phrase) => phrase !== '')
    return { place, fits: (link) => phrases.some((phrase) => link.toLowerCase().includes(phrase)) }
  }
  const pattern = compilePattern(argument, { dotAll: true, multiline: false, dollarEndOnly: true, caseless: false })
  if (pattern.kind === 'problem') return { place, fits: () => false }
  const matcher = linkArgument(pattern, services, settings)
  return { place, fits: (link) => matcher.test(link) === true }
}

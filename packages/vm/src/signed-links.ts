import { toBytes } from '@secrule/body'
import type { LinkPlace } from '@secrule/body/html'
import type { MaybePromise } from '@secrule/program'
import { type HashPlace, LinkSigner } from '@secrule/stdlib'
import type { TransactionContext } from './transaction-context.js'

const hashPlaces: Readonly<Record<Exclude<LinkPlace, 'base'>, HashPlace>> = {
  href: 'HashHref',
  action: 'HashFormAction',
  iframe: 'HashIframeSrc',
  frame: 'HashFrameSrc',
}

/**
 * SecHashEngine: puts tokens into the links of a buffered page. Tells whether any link got one. What reads HTML is only
 * loaded where rules choose links.
 */
export function signPage(context: TransactionContext): MaybePromise<boolean> {
  const { settings, response } = context
  if (!settings.hashEngine || response.body.length === 0) return false
  if (!/^(?:text\/html|application\/xhtml\+xml)$/i.test(response.contentType)) return false
  const signer = new LinkSigner(context)
  return signer.signs(...Object.values(hashPlaces)) && sign(context, signer)
}

async function sign({ response }: TransactionContext, signer: LinkSigner): Promise<boolean> {
  const { rewriteLinks } = await import('@secrule/body/html')
  const { buffer } = response.body
  const page = buffer.text()
  const signed = rewriteLinks(page, ({ place, value }) => {
    if (place !== 'base') return signer.signed(hashPlaces[place], value)
    signer.rebase(value)
    return null
  })
  if (signed === page) return false
  buffer.replace(toBytes(signed))
  return true
}

/** The Location header of a redirect with a token, or null when it gets none. */
export function signedLocation(context: TransactionContext): string | null {
  const { settings, response } = context
  if (!settings.hashEngine || settings.ruleEngine === 'Off') return null
  const location = response.status >= 300 && response.status < 400 ? response.headers.first('location') : null
  if (!location) return null
  const signer = new LinkSigner(context)
  return signer.signs('HashLocation') ? signer.signed('HashLocation', location) : null
}

import { statusTitle } from './status-title.js'
import { utf8 } from './utf8.js'

/** A page of our own. */
export interface OwnPage {
  readonly type: string
  readonly body: Uint8Array
}

/** Texts of the administrator, with `{id}` and `{status}` to be filled in. */
export interface PageTemplates {
  readonly html?: string
  readonly json?: string
}

const html =
  '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{status} {title}</title></head>\n' +
  '<body>\n<h1>{title}</h1>\n<p>The request could not be served. Please quote this number when you report it:</p>\n' +
  '<p><code>{id}</code></p>\n</body>\n</html>\n'
const json = '{"status":{status},"error":"{title}","id":"{id}"}\n'

/**
 * The page that says no. It names the status and the id and nothing else: no part of the request, no rule. `accept` holds
 * the request's Accept values and only picks between HTML and JSON.
 */
export function ownPage(status: number, id: string, accept: readonly string[], templates: PageTemplates): OwnPage {
  const isJson = prefersJson(accept)
  const template = isJson ? (templates.json ?? json) : (templates.html ?? html)
  const facts = new Map([
    ['id', id],
    ['status', String(status)],
    ['title', statusTitle(status)],
  ])
  const text = template.replace(/\{(id|status|title)\}/g, (_all, name: string) => facts.get(name) ?? '')
  return { type: isJson ? 'application/json' : 'text/html; charset=utf-8', body: utf8(text) }
}

function prefersJson(accept: readonly string[]): boolean {
  let forHtml = 0
  let forJson = 0
  for (const range of accept.flatMap((value) => value.split(',')).slice(0, 50)) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    const weight = quality === undefined ? 1 : Number(quality.slice(2)) || 0
    if (type === 'text/html' || type === 'application/xhtml+xml') forHtml = Math.max(forHtml, weight)
    if (type === 'application/json' || type.endsWith('+json')) forJson = Math.max(forJson, weight)
  }
  return forJson > forHtml
}

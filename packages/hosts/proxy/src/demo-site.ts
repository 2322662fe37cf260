import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { demoPage, escapeHtml } from './demo-page.js'

const products = [
  { id: 1, name: 'Tea kettle', price: 34.5 },
  { id: 2, name: 'Bread knife', price: 19.9 },
  { id: 3, name: 'Garden chair', price: 59 },
]

const home = `<p>A small shop with nothing to sell, to stand behind a proxy.</p>
<ul>
<li><a href="/search?q=kettle">Search for a kettle</a></li>
<li><a href="/contact">Write to us</a></li>
<li><a href="/api/products">The products as JSON</a></li>
</ul>
<p>Pages that should never reach a visitor:</p>
<ul>
<li><a href="/leak/card">A receipt with a whole card number</a></li>
<li><a href="/leak/sql">A database error</a></li>
<li><a href="/leak/php">A PHP error</a></li>
</ul>`

/** Answers that a careless application gives, for rules that look at responses. The card number is a test number. */
const leaks = new Map([
  ['/leak/card', '<p>Thank you! We charged card 4111 1111 1111 1111, valid to 12/30.</p>'],
  [
    '/leak/sql',
    "<p>You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near ''' at line 1</p>",
  ],
  [
    '/leak/php',
    '<p><b>Fatal error</b>: Uncaught TypeError: count(): Argument #1 must be of type Countable in /var/www/html/shop.php on line 42</p>',
  ],
])

const maxForm = 65_536

/**
 * A small site for trying the proxy: a search page that escapes what it repeats, a form, JSON, and pages that leak. It
 * keeps nothing and trusts nothing; give it to `http.createServer`.
 */
export function createDemoSite(): RequestListener {
  return (request, response) => {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
    const leak = leaks.get(path)
    if (leak !== undefined) html(response, path === '/leak/card' ? 200 : 500, demoPage('Oops', leak))
    else if (path === '/') html(response, 200, demoPage('Corner Shop', home))
    else if (path === '/search') html(response, 200, searchPage(new URLSearchParams(query).get('q') ?? ''))
    else if (path === '/contact') contact(request, response)
    else if (path === '/api/products') send(response, 200, 'application/json', JSON.stringify({ products }))
    else html(response, 404, demoPage('Not found', '<p>There is no such page.</p>'))
  }
}

function searchPage(wanted: string): string {
  const found = products.filter((product) => product.name.toLowerCase().includes(wanted.toLowerCase()))
  const list = found.map((product) => `<li>${product.name}: ${product.price.toFixed(2)}</li>`).join('\n')
  return demoPage(
    'Search',
    `<form action="/search"><input name="q" value="${escapeHtml(wanted)}"> <button>Search</button></form>
<p>${found.length} found for <q>${escapeHtml(wanted)}</q></p>
<ul>
${list}
</ul>`,
  )
}

const contactForm = `<form action="/contact" method="post">
<p><label>Name <input name="name"></label></p>
<p><label>Message <input name="message"></label></p>
<button>Send</button>
</form>`

function contact(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'POST') {
    html(response, 200, demoPage('Contact', contactForm))
    return
  }
  let form = ''
  request.setEncoding('utf8')
  request.on('data', (text: string) => {
    if (form.length <= maxForm) form += text
  })
  request.on('end', () => {
    if (form.length > maxForm) {
      html(response, 413, demoPage('Too long', '<p>Please write less.</p>'))
      return
    }
    const name = new URLSearchParams(form).get('name') ?? ''
    html(response, 200, demoPage('Contact', `<p>Thank you, ${escapeHtml(name)}. We will not answer.</p>`))
  })
}

function html(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/html; charset=utf-8', text)
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  const body = Buffer.from(text, 'utf8')
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': body.length,
    Server: 'CornerShop/1.0',
    'X-Powered-By': 'PHP/8.3.0',
  })
  response.end(body)
}

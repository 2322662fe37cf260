import { compile, createEngine, type DialectName, type Engine } from 'secrule'

/** A page with one link, and whether that link gets a token. `to` is where a browser goes when it follows the link. */
interface LinkCase {
  readonly rules?: readonly string[]
  readonly dialect?: DialectName
  /** The page is asked for under this. */
  readonly page?: string
  readonly html?: string
  readonly location?: string
  /** The link as the page has it behind, with `TOKEN` for the token; null: it stays as it was. */
  readonly signed: string | null
  /** Path and query of the request that follows, up to the token. */
  readonly to?: string
}

const all = ['HashHref', 'HashFormAction', 'HashIframeSrc', 'HashFrameSrc', 'HashLocation']
const rx = (pattern: string): readonly string[] => all.map((place) => `SecHashMethodRx ${place} "${pattern}"`)

export const linkCases: readonly LinkCase[] = [
  { html: '<a href="/account?id=1">', signed: '<a href="/account?id=1&amp;crypt=TOKEN">', to: '/account?id=1' },
  { html: "<A class=x HREF='/account'>x</A>", signed: '<A class=x HREF="/account?crypt=TOKEN">x</A>', to: '/account' },
  { html: '<a href=/account>', signed: '<a href="/account?crypt=TOKEN">', to: '/account' },
  { html: '<a href="/account#top">', signed: '<a href="/account?crypt=TOKEN#top">', to: '/account' },
  { html: '<a href="/account?">', signed: '<a href="/account?&amp;crypt=TOKEN">', to: '/account?' },
  {
    html: '<a href="/account?a=1&amp;b=&quot;2&quot;">',
    signed: '<a href="/account?a=1&amp;b=&quot;2&quot;&amp;crypt=TOKEN">',
    to: '/account?a=1&b=%222%22',
  },
  { html: '<a href=" /account\n">', signed: '<a href="/account?crypt=TOKEN">', to: '/account' },
  { html: '<a href="account/x">', page: '/shop/', signed: '<a href="account/x?crypt=TOKEN">', to: '/shop/account/x' },
  { html: '<a href="../account">', page: '/a/b/c?d', signed: '<a href="../account?crypt=TOKEN">', to: '/a/account' },
  { html: '<a href="?x=1">', page: '/account', signed: '<a href="?x=1&amp;crypt=TOKEN">', to: '/account?x=1' },
  {
    html: '<base href="/account/"><a href="x">',
    signed: '<base href="/account/"><a href="x?crypt=TOKEN">',
    to: '/account/x',
  },
  {
    html: '<a href="http://example.com/account">',
    signed: '<a href="http://example.com/account?crypt=TOKEN">',
    to: '/account',
  },
  { html: '<a href="//example.com/account">', signed: '<a href="//example.com/account?crypt=TOKEN">', to: '/account' },
  {
    html: '<a href="/account/%41%20b?q=%2520">',
    signed: '<a href="/account/%41%20b?q=%2520&amp;crypt=TOKEN">',
    to: '/account/%41%20b?q=%2520',
  },
  {
    html: '<a href="/account/\xc3\xa9 &eacute;&euro;">',
    signed: '<a href="/account/\xc3\xa9 \xe9&#8364;?crypt=TOKEN">',
    to: '/account/%C3%A9%20%E9%E2%82%AC',
  },
  {
    html: '<form method=post action="/account">',
    signed: '<form method=post action="/account?crypt=TOKEN">',
    to: '/account',
  },
  { html: '<iframe src="/account"></iframe>', signed: '<iframe src="/account?crypt=TOKEN"></iframe>', to: '/account' },
  { html: '<frame src="/account">', signed: '<frame src="/account?crypt=TOKEN">', to: '/account' },
  { location: '/account?x#y', signed: '/account?x&crypt=TOKEN#y', to: '/account?x' },
  { location: 'http://example.com/account', signed: 'http://example.com/account?crypt=TOKEN', to: '/account' },
  {
    html: '<a href="/account">',
    rules: ['SecHashParam tag', ...rx('^/account')],
    signed: '<a href="/account?tag=TOKEN">',
    to: '/account',
  },
  {
    html: '<a href="/My/Account">',
    rules: ['SecHashMethodPm HashHref "x|20|y ACCOUNT"'],
    signed: '<a href="/My/Account?crypt=TOKEN">',
    to: '/My/Account',
  },
  {
    html: '<a href="/account">',
    rules: ['SecHashKey secret RemoteIP', ...rx('^/account')],
    signed: '<a href="/account?crypt=TOKEN">',
    to: '/account',
  },
  {
    html: '<a href="/account">',
    rules: ['SecHashKey rand', ...rx('^/account')],
    signed: '<a href="/account?crypt=TOKEN">',
    to: '/account',
  },
  {
    html: '<a href="/account?a=%41+%42">',
    dialect: 'modsecurity2',
    signed: '<a href="/account?a=%41+%42&amp;crypt=TOKEN">',
    to: '/account?a=%41+%42',
  },
  { html: '<a href="/other">', signed: null },
  { html: '<a href="http://other.example/account">', signed: null },
  { html: '<a href="mailto:account@example.com">', signed: null },
  { html: '<a href="javascript:account()">', signed: null },
  { html: '<a href="#account">', page: '/account', signed: null },
  { html: '<a href="">', page: '/account', signed: null },
  { html: '<a href="/account?crypt=mine">', signed: null },
  { html: '<a href="http://[/account">', signed: null },
  { html: '<a title="/account" name=href>', signed: null },
  { html: '<script>"<a href=/account>"</script>', signed: null },
  { html: '<textarea><a href=/account></textarea>', signed: null },
  { html: '<!-- <a href=/account> -->', signed: null },
  { html: '<a href="/account"', signed: null },
  { html: '<a href="/account">', rules: ['SecHashMethodRx HashFormAction account'], signed: null },
  { html: '<a href="/account">', rules: ['SecHashEngine Off', ...rx('account')], signed: null },
  {
    html: '<a href="/account">',
    rules: ['SecAction "id:9,phase:3,pass,ctl:hashEngine=Off"', ...rx('account')],
    signed: null,
  },
  { html: '<a href="/account">', rules: ['SecResponseBodyAccess Off', ...rx('account')], signed: null },
  { location: '/other', signed: null },
]

/** Signs the link, follows it, and follows it in ways that were not meant. Gives what is wrong, or null. */
export async function linkFault(test: LinkCase): Promise<string | null> {
  const rules = [
    'SecRuleEngine On',
    'SecResponseBodyAccess On',
    'SecHashEngine On',
    'SecHashKey secret KeyOnly',
    ...(test.rules ?? rx('^/account|/account(?:/|$)')),
    'SecRule &REQUEST_HEADERS:X-Page "@eq 1" "id:3,phase:1,pass,nolog,ctl:ruleRemoveById=1-2"',
    'SecRule REQUEST_URI "@validateHash (?i)account" "id:1,phase:1,deny"',
    'SecRule REQUEST_URI_RAW "@validateHash (?i)account" "id:2,phase:2,deny"',
  ]
  const program = compile({ text: rules.join('\n') }, test.dialect === undefined ? {} : { dialect: test.dialect })
  const engine = createEngine(program)
  const found = await answer(engine, test)
  const token = /[0-9a-f]{40}/.exec(found)?.[0] ?? ''
  const wanted = test.signed ?? test.html ?? test.location
  if ((test.signed === null ? found : found.replace(token, 'TOKEN')) !== wanted) return `gave ${JSON.stringify(found)}`
  if (test.to === undefined) return null
  const parameter = program.settings.hashParam
  const link = `${test.to}${test.to.includes('?') ? '&' : '?'}${parameter}=`
  const follows: readonly (readonly [target: string, isBlocked: boolean])[] = [
    [`${link}${token}`, false],
    [test.to, true],
    [`${link}${token}x`, true],
    [`${link}${token.slice(1)}`, true],
    [`${link}${token.replace(/^./, (first) => (first === '0' ? '1' : '0'))}`, true],
    [`${link.replace(/account/i, '$&2')}${token}`, true],
    [`${test.to}${test.to.includes('?') ? '&' : '?'}more=1&${parameter}=${token}`, true],
  ]
  for (const [target, isBlocked] of follows) {
    if ((await isStopped(engine, target)) !== isBlocked) return `${target} was ${isBlocked ? 'not ' : ''}stopped`
  }
  // a key that stands in the rules is the same in every process; one made at random is that of one engine
  const isSame = (program.settings.hashKey?.text ?? 'rand') !== 'rand'
  const elsewhere = await isStopped(createEngine(program), `${link}${token}`)
  return elsewhere === isSame ? `another engine ${isSame ? 'refuses' : 'takes'} the token` : null
}

/** The page as it is sent, or the Location. */
async function answer(engine: Engine, { page = '/', html, location }: LinkCase): Promise<string> {
  const transaction = engine.newTransaction()
  transaction.processConnection('192.0.2.7', 40_000, '192.0.2.1', 80)
  transaction.processRequestLine(`GET ${page} HTTP/1.1`)
  transaction.addRequestHeader('Host', 'example.com')
  transaction.addRequestHeader('X-Page', '1')
  await transaction.processRequestBody()
  transaction.addResponseHeader('Content-Type', 'text/html; charset=utf-8')
  if (location !== undefined) transaction.addResponseHeader('Location', location)
  await transaction.processResponseHeaders(location === undefined ? 200 : 302, '1.1')
  await transaction.writeResponseBody(Buffer.from(html ?? 'moved', 'latin1'))
  await transaction.processResponseBody()
  const changes = new Map(transaction.responseHeaderChanges().map(({ name, value }) => [name, value]))
  let body = ''
  for await (const chunk of transaction.responseBody()) body += Buffer.from(chunk).toString('latin1')
  transaction.close()
  if (location !== undefined) return changes.get('Location') ?? location
  return body === '' ? html! : changes.has('Content-Length') === (body !== html) ? body : 'a wrong length'
}

async function isStopped(engine: Engine, target: string): Promise<boolean> {
  const transaction = engine.newTransaction()
  transaction.processConnection('192.0.2.7', 40_000, '192.0.2.1', 80)
  transaction.processRequestLine(`GET ${target} HTTP/1.1`)
  transaction.addRequestHeader('Host', 'example.com')
  await transaction.processRequestBody()
  const { interruption } = transaction
  transaction.close()
  return interruption !== null
}

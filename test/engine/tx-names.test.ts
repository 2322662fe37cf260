import { compile, createEngine } from 'secrule'
import t from 'tap'

const transactions = 1500
const alphabet = 'aAbBcC-09xyz'

const text = `SecRuleEngine On
SecAction "id:1,phase:1,pass,nolog,setvar:tx.Total=0,setvar:tx.gone=1,setvar:'tx.list=<a> <A> <b> <cc> <x->'"
SecRule ARGS "@rx ^(.)(.*)$" "id:2,phase:1,pass,nolog,capture,setvar:'tx.Name_%{tx.1}_%{MATCHED_VAR_NAME}=<%{tx.0}>',\\
setvar:tx.total=+1,setvar:'!tx.gone',setvar:'tx.Gone=%{tx.2}%{tx.1}'"
SecRule TX:/^name_/ "@within %{tx.list}" "id:3,phase:1,pass,nolog,setvar:tx.hits=+1"
SecRule TX:/^name_/ "!@within %{tx.list}" "id:4,phase:2,pass,nolog,setvar:tx.others=+1"`

/** TX as the rules above leave it, kept in the plainest way. */
function expected(args: readonly (readonly [string, string])[]): readonly string[] {
  const tx = new Map<string, { readonly key: string; value: string }>()
  const set = (key: string, value: string): void => {
    const there = tx.get(key.toLowerCase())
    if (there === undefined) tx.set(key.toLowerCase(), { key, value })
    else there.value = value
  }
  const add = (key: string): void => set(key, String(Number(tx.get(key)?.value ?? 0) + 1))
  const list = '<a> <A> <b> <cc> <x->'
  set('Total', '0')
  set('gone', '1')
  set('list', list)
  for (const [name, value] of args) {
    for (const [group, text] of [value, value.charAt(0), value.slice(1)].entries()) set(String(group), text)
    set(`Name_${value.charAt(0)}_ARGS:${name}`, `<${value}>`)
    add('total')
    tx.delete('gone')
    set('Gone', value.slice(1) + value.charAt(0))
  }
  const named = [...tx].filter(([key]) => key.startsWith('name_')).map(([, { value }]) => value)
  for (const value of named) if (list.includes(value)) add('hits')
  for (const value of named) if (!list.includes(value)) add('others')
  return Array.from(tx.values(), ({ key, value }) => `${key}=${value}`)
}

// far more names and values than are kept from one transaction to the next, short ones again and again
t.test('names and values of TX made of what traffic holds', async (t) => {
  const engine = createEngine(compile({ text }), { logger: { log: () => {}, error: (message) => t.fail(message) } })
  let seed = 7
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const word = (longest: number): string =>
    Array.from({ length: 1 + random(longest) }, () => alphabet.charAt(random(alphabet.length))).join('')
  let different = 0
  let members = 0
  for (let i = 0; i < transactions; i++) {
    const long = random(20) === 0 ? 300 : 3
    const args = Array.from({ length: random(8) }, () => [word(long), word(long)] as const)
    const transaction = engine.newTransaction()
    transaction.processRequestLine(`GET /?${args.map(([name, value]) => `${name}=${value}`).join('&')} HTTP/1.1`)
    await transaction.processRequestHeaders()
    await transaction.processRequestBody()
    const found = transaction.variable('TX').map(({ key, value }) => `${key}=${value}`)
    const wanted = expected(args)
    if (JSON.stringify(found) !== JSON.stringify(wanted) && different++ === 0) t.same(found, wanted)
    members += found.length
    await transaction.processLogging()
    transaction.close()
  }
  t.equal(different, 0, 'TX is what a plain map would be')
  t.ok(members > transactions * 10)
  t.comment(`${transactions} transactions, ${members} members`)
  await engine.close()
})

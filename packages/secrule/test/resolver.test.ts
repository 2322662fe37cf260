import { createSocket, type Socket } from 'node:dgram'
import { getServers, setServers } from 'node:dns/promises'
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import { compile, createEngine, type DialectName } from 'secrule'
import t from 'tap'

const addressType = 1
const textType = 16

/** What is in the zone: addresses, and texts in the pieces that they are sent in. */
const zone: Readonly<Record<string, { readonly address?: readonly number[]; readonly texts?: readonly string[][] }>> = {
  '7.2.0.192.list.example': { address: [127, 0, 0, 2] },
  '192.0.2.7.list.example': { address: [127, 0, 0, 2], texts: [['listed ', 'since \xe9']] },
  '192.0.2.8.list.example': { address: [127, 0, 0, 2] },
  '192.0.2.9.list.example': { texts: [['no address']] },
}

const number = (value: number): Buffer => Buffer.from([value >> 8, value & 255])

/** Answers a query with the records of its one question; a name that is not in the zone does not exist. */
function answerTo(query: Buffer): Buffer {
  const labels: string[] = []
  let at = 12
  for (let size = query[at] ?? 0; size > 0; size = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + size))
    at += size + 1
  }
  const type = query.readUInt16BE(at + 1)
  const entry = zone[labels.join('.').toLowerCase()]
  const texts = entry?.texts ?? []
  const data =
    type === addressType && entry?.address
      ? [Buffer.from(entry.address)]
      : type === textType
        ? texts.map((pieces) =>
            Buffer.from(pieces.map((each) => String.fromCharCode(each.length) + each).join(''), 'latin1'),
          )
        : []
  const status = entry === undefined ? 3 : 0
  const header = [query.subarray(0, 2), number(0x8180 | status), number(1), number(data.length), number(0), number(0)]
  const records = data.flatMap((each) => [
    number(0xc00c),
    number(type),
    number(1),
    Buffer.from([0, 0, 0, 60]),
    number(each.length),
    each,
  ])
  return Buffer.concat([...header, query.subarray(12, at + 5), ...records])
}

async function served(): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => socket.send(answerTo(query), port, address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

/** What was imported by name asks these servers from here on, too. */
function nameServers(servers: readonly string[]): void {
  setServers(servers)
  syncBuiltinESMExports()
}

const cases: readonly (readonly [DialectName, client: string, ids: readonly number[], captured: string | null])[] = [
  ['secrule', '192.0.2.7', [1], 'RBL lookup of 7.2.0.192.list.example succeeded at REMOTE_ADDR.'],
  ['coraza', '192.0.2.7', [1], 'listed since \xe9'],
  ['coraza', '192.0.2.8', [1], ''],
  ['coraza', '192.0.2.9', [], ''],
  ['coraza', '192.0.2.10', [], ''],
]

t.test('@rbl asks the name servers of this machine', async (t) => {
  const before = getServers()
  const socket = await served()
  nameServers([`127.0.0.1:${socket.address().port}`])
  t.teardown(() => {
    nameServers(before)
    socket.close()
  })
  const text = 'SecRuleEngine On\nSecRule REMOTE_ADDR "@rbl list.example" "id:1,phase:1,pass,nolog,capture"'
  for (const [dialect, client, ids, captured] of cases) {
    const engine = createEngine(compile({ text }, { dialect }))
    const transaction = engine.newTransaction()
    transaction.processConnection(client, 40_000, '192.0.2.1', 80)
    transaction.processRequestLine('GET / HTTP/1.1')
    await transaction.processRequestHeaders()
    t.same(
      transaction.matchedRules.map(({ id }) => id),
      ids,
      `${dialect}: ${client}`,
    )
    const capture = transaction.variable('TX').find(({ key }) => key === '0')
    t.equal(capture?.value ?? null, captured, `${dialect}: what is captured of ${client}`)
    transaction.close()
    await engine.close()
  }
  t.comment(`${cases.length} look-ups`)
})

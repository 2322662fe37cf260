import { compile, createEngine, MemoryStore } from 'secrule'
import t from 'tap'

// What is known of a value after a few requests decides chains before they begin: that must not leave out what a chain
// does on its way to the link that fails.
const cases = [
  {
    name: 'an operator that leaves something behind',
    rules: [
      'SecRule REMOTE_ADDR "@geoLookup" "id:1,phase:1,pass,nolog,chain"',
      'SecRule REQUEST_METHOD "@streq POST" ""',
      'SecRule GEO:COUNTRY_CODE "@streq AQ" "id:2,phase:1,pass"',
    ],
    ids: [2],
  },
  {
    name: 'a capture',
    rules: [
      'SecRule REQUEST_URI "@rx ^/(\\w+)" "id:1,phase:1,pass,nolog,capture,chain"',
      'SecRule REQUEST_METHOD "@streq POST" ""',
      'SecRule TX:1 "@streq here" "id:2,phase:1,pass"',
    ],
    ids: [2],
  },
  {
    name: 'an action of the first rule',
    rules: [
      'SecRule REQUEST_URI "@contains here" "id:1,phase:1,pass,nolog,setvar:tx.seen=1,chain"',
      'SecRule REQUEST_METHOD "@streq POST" ""',
      'SecRule TX:seen "@eq 1" "id:2,phase:1,pass"',
    ],
    ids: [2],
  },
  {
    name: 'MATCHED_VAR of a chain that failed',
    rules: [
      'SecRule REQUEST_URI "@contains here" "id:1,phase:1,pass,nolog,chain"',
      'SecRule REQUEST_METHOD "@streq POST" ""',
      'SecRule MATCHED_VAR "@streq /here" "id:2,phase:1,pass"',
    ],
    ids: [2],
  },
]

for (const { name, rules, ids } of cases) {
  t.test(name, async (t) => {
    const program = compile({ text: ['SecRuleEngine On', ...rules, ''].join('\n') })
    const engine = createEngine(program, {
      store: new MemoryStore(),
      geo: { lookup: () => new Map([['COUNTRY_CODE', 'AQ']]) },
    })
    for (let round = 1; round <= 5; round++) {
      const transaction = engine.newTransaction()
      transaction.processConnection('192.0.2.7', 40_000, '192.0.2.1', 80)
      transaction.processRequestLine('GET /here HTTP/1.1')
      await transaction.processRequestHeaders()
      t.same(
        transaction.matchedRules.map(({ id }) => id),
        ids,
        `request ${round}`,
      )
      transaction.close()
    }
    await engine.close()
  })
}

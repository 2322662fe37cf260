import { existsSync } from 'node:fs'
import { compile, createEngine } from 'secrule'
import t from 'tap'
import { readWorkload, runRequest } from '../../crs/workload.js'
import { recommendedEngine, runThroughEngine } from './engine-view.js'
import { generateValid } from './generate-valid.js'
import { SeededRandom } from './seeded-random.js'

// The other side of the differential test: the rules that refuse what parsers disagree about let clients through.

const count = process.env.SECRULE_PROOF === '1' ? 10_000 : 1500

t.test('the recommended rules refuse no valid request', async (test) => {
  const engine = recommendedEngine()
  const kinds = new Map<string, number>()
  for (let number = 1; number <= count; number++) {
    const request = generateValid(new SeededRandom(number))
    kinds.set(request.kind, (kinds.get(request.kind) ?? 0) + 1)
    await runThroughEngine(engine, request, (transaction) => {
      const { interruption } = transaction
      if (interruption === null) return
      const data = transaction.matchedRules.at(-1)?.data
      test.fail(`valid request ${number}: rule ${interruption.ruleId}, ${interruption.message}`, { data, request })
    })
  }
  test.ok(kinds.size >= 4, `${count} valid requests`)
  test.comment(`${count} valid requests: ${[...kinds].map(([kind, size]) => `${kind} ${size}`).join(', ')}`)
  await engine.close()
})

t.test(
  'nor a benign request of the workload',
  {
    skip: existsSync('../shared/bench/workload/benign.json') ? false : '../shared/bench/workload is not there',
  },
  async (test) => {
    const engine = createEngine(compile({ file: 'corpus/recommended.conf' }))
    const requests = readWorkload('benign')
    for (const request of requests) {
      const { interruption } = await runRequest(engine, request)
      test.equal(interruption, null, request.id)
    }
    test.equal(requests.length, 63)
    test.comment(`${requests.length} benign requests`)
    await engine.close()
  },
)

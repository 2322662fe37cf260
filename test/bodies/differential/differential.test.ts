import type { Engine } from 'secrule'
import t from 'tap'
import { engineView, recommendedEngine } from './engine-view.js'
import { generateRequest } from './generate-request.js'
import { type GeneratedRequest, payload } from './generated-request.js'
import { parserViews } from './parser-views.js'
import { shrink } from './shrink.js'

// Whatever a parser that applications use gets out of a request, the engine must read too, or the recommended rules must
// refuse the request.

const proof = process.env.SECRULE_PROOF === '1'
const cases = Number(process.env.SECRULE_CASES ?? (proof ? 100_000 : 3000))
const first = Number(process.env.SECRULE_SEED ?? 1)

/** Names of the parsers that get the payload. */
async function whoSees(request: GeneratedRequest): Promise<string[]> {
  const names: string[] = []
  for (const [name, view] of Object.entries(parserViews)) {
    const texts = await view(request)
    if (texts.some((text) => text.includes(payload))) names.push(name)
  }
  return names
}

async function isMissed(engine: Engine, request: GeneratedRequest): Promise<boolean> {
  const { denied, texts } = await engineView(engine, request)
  return denied === null && !texts.some((text) => text.includes(payload))
}

t.test('what parsers see, the engine sees or refuses', async (test) => {
  const engine = recommendedEngine()
  const seenBy = new Map<string, number>()
  let compared = 0
  let refused = 0
  const holes: { parser: string; number: number; request: GeneratedRequest }[] = []
  for (let number = first; number < first + cases; number++) {
    const request = generateRequest(number)
    const parsers = await whoSees(request)
    if (parsers.length === 0) continue
    compared++
    for (const name of parsers) seenBy.set(name, (seenBy.get(name) ?? 0) + 1)
    const { denied, texts } = await engineView(engine, request)
    if (denied !== null) refused++
    else if (!texts.some((text) => text.includes(payload))) {
      if (holes.length < 20) holes.push({ parser: parsers.join(), number, request })
    }
  }
  for (const { parser, number, request } of holes) {
    const small = await shrink(request, async (one) => (await whoSees(one)).length > 0 && (await isMissed(engine, one)))
    test.fail(`case ${number}: ${parser} sees what the engine does not`, { request: small })
  }
  test.equal(holes.length, 0, `${compared} of ${cases} requests compared`)
  for (const name of Object.keys(parserViews)) test.ok((seenBy.get(name) ?? 0) > 0, `${name} saw the payload`)
  test.comment(`${cases} requests, the payload seen by a parser in ${compared}, ${refused} of these refused`)
  test.comment([...seenBy].map(([name, count]) => `${name} ${count}`).join(', '))
  await engine.close()
})

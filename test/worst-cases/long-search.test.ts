// A pattern with groups that matches a whole long value is searched for in turns, and finds and logs what it finds in one go.
import { compile, createEngine } from 'secrule'
import t from 'tap'
import { formWith, sendForm } from '../bench/worst-cases.js'

const text = `
SecRuleEngine DetectionOnly
SecRequestBodyAccess On
SecRequestBodyNoFilesLimit 13107200
SecRule ARGS:a "@rx (a|b)*(c)d?" "id:1,phase:2,pass,log,capture,setvar:'tx.found=%{TX.1}%{TX.2}'"
SecRule TX:found "@streq bc" "id:2,phase:2,pass,log"
SecRule ARGS:a "@rx (x)(y)" "id:3,phase:2,pass,log"
SecRule ARGS:a "@verifyCC \\d{13,16}" "id:4,phase:2,pass,log,capture,setvar:'tx.card=%{TX.0}'"
SecRule TX:card "@streq 4111111111111111" "id:5,phase:2,pass,log"
SecRule ARGS:a "@rxGlobal 1(2)" "id:6,phase:2,pass,log"
`

/** Sends a value and gives the lines that were logged, and how often others had their turn. */
async function send(value: string, givesWay: boolean): Promise<{ lines: string[]; turns: number }> {
  const lines: string[] = []
  let turns = 0
  const giveWay = async (): Promise<void> => {
    turns++
  }
  const engine = createEngine(compile({ text }), {
    giveWay: givesWay ? giveWay : null,
    logger: {
      log: (line) => void lines.push(line.replace(/ \[(?:unique_id|timestamp) "[^"]*"\]/g, '')),
      error: (message) => void lines.push(message),
    },
  })
  await sendForm(engine, formWith(value))
  await engine.close()
  return { lines, turns }
}

t.test('a long match with groups', async (t) => {
  for (const length of [1000, 300_000]) {
    const value = `${'ab'.repeat(length / 2)}c`
    const whole = await send(value, false)
    const parts = await send(value, true)
    t.strictSame(parts.lines, whole.lines, `${length} bytes`)
    t.equal(whole.lines.filter((line) => /\[id "[12]"\]/.test(line)).length, 2)
    t.equal(whole.turns, 0)
    // the search for groups alone takes steps by the million
    if (length > 65_536) t.ok(parts.turns > 15, `${parts.turns} turns`)
    t.comment(`${length} bytes: ${parts.turns} turns`)
  }
})

t.test('very many matches', async (t) => {
  const value = `${'1'.repeat(100_000)}y12x4111111111111111`
  const whole = await send(value, false)
  const parts = await send(value, true)
  t.strictSame(parts.lines, whole.lines)
  t.equal(whole.lines.filter((line) => /\[id "[456]"\]/.test(line)).length, 3)
  t.ok(parts.turns > 190, `${parts.turns} turns`)
})

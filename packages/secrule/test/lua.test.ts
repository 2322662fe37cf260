import { readFileSync } from 'node:fs'
import { compile, createEngine, decodeBundle, encodeBundle, type FileSystem, nodeLua } from 'secrule'
import t from 'tap'
import { LuaFactory } from 'wasmoon'

interface Vector {
  readonly name: string
  readonly script: string
  /** What `main` gets; a number is that many spaces between two letters. */
  readonly value?: string | number
  readonly answer?: string | null
  readonly error?: string
  /** Another error that would be right too. */
  readonly or?: string
  readonly times?: number
}

type LuaHost = ReturnType<typeof nodeLua>

const vectors = JSON.parse(readFileSync('packages/secrule/test/lua.vectors.json', 'utf8')) as Vector[]
const limits = { instructions: 200_000, memory: 1_000_000 }

/** Files of a folder `rules`. */
function folder(files: Readonly<Record<string, string>>): FileSystem {
  const known = new Map(Object.entries(files))
  return {
    read: (path) => known.get(path) ?? null,
    glob: () => [],
    resolve: (from, name) => from.replace(/[^/]*$/, name),
  }
}

/** Runs one script as the condition of a rule, from a bundle that no longer has its file, and gives what came of it. */
async function outcomeOf({ name, script, value, times = 1 }: Vector, host: LuaHost): Promise<unknown> {
  const seen: unknown[] = []
  const given = typeof value === 'number' ? `x${' '.repeat(value)}x` : (value ?? null)
  const watching: LuaHost = {
    run: async (script, _, transaction) => {
      const outcome = await host.run(script, given, transaction)
      seen.push(outcome)
      return outcome
    },
  }
  const program = compile(
    { text: 'SecRuleEngine On\nSecRuleScript main.lua "id:1,phase:2,pass,nolog"', name: 'rules/x.conf' },
    { fileSystem: folder({ 'rules/main.lua': script }) },
  )
  const engine = createEngine(decodeBundle(encodeBundle(program)), { lua: watching })
  for (let again = 0; again < times; again++) {
    const transaction = engine.newTransaction()
    transaction.processRequestLine('GET /?a=One%2520Two&b=<x> HTTP/1.1')
    await transaction.processRequestBody()
    t.equal(transaction.interruption, null, `${name}: nothing is thrown`)
    transaction.close()
  }
  return seen.at(-1)
}

t.test('scripts', async (t) => {
  const host = nodeLua(limits)
  for (const vector of vectors) {
    const { name, answer, error, or } = vector
    const found = (await outcomeOf(vector, host)) as { readonly error?: string }
    if (error === undefined) t.same(found, { answer }, name)
    else t.ok([error, or].includes(found.error ?? ''), `${name}: ${JSON.stringify(found)}`)
  }
  t.comment(`${vectors.length} scripts`)
})

t.test('a failed script is no match, and is told', async (t) => {
  const errors: string[] = []
  const program = compile(
    { text: 'SecRuleEngine On\nSecRuleScript main.lua "id:1,phase:1,deny"', name: 'rules/x.conf' },
    { fileSystem: folder({ 'rules/main.lua': 'function main() while true do end end' }) },
  )
  t.same(program.needs, ['lua'])
  const logger = { log: () => {}, error: (message: string) => errors.push(message) }
  const engine = createEngine(program, { lua: nodeLua(limits), logger })
  for (let again = 0; again < 2; again++) {
    const transaction = engine.newTransaction({ id: 'one' })
    transaction.processRequestLine('GET / HTTP/1.1')
    t.equal(await transaction.processRequestHeaders(), null)
    transaction.close()
  }
  t.same(errors, Array(2).fill('[one] rules/main.lua: it ran more than 200000 instructions'))
})

t.test('files are read where the host allows it', async (t) => {
  const files = folder({
    'rules/lib/words.lua': "return { bad = 'union' }",
    'rules/set.lua': 'count = (count or 0) + 1',
  })
  const script = `
    local words = require('lib.words')
    dofile('set.lua')
    dofile('set.lua')
    function main()
      return words.bad .. count .. tostring(require('lib.words') == words) .. tostring(pcall(require, 'none'))
    end`
  const found = await outcomeOf({ name: 'require', script }, nodeLua({ ...limits, files }))
  t.same(found, { answer: 'union2truefalse' })
})

/** Prints what functions of patterns give for patterns and texts made at random, the same ones wherever it runs. */
const patternScript = `
local seed = 20261122
local function random(n)
  seed = (seed * 1103515245 + 12345) % 2147483648
  return seed // 65536 % n + 1
end
local items = { 'a', 'b', '.', '%a', '%d', '%s', '%W', '[ab]', '[^a]', '[a-c%d]', '[]]', '%b()', '%f[%w]', '()', '(a)',
  '(.-)', '(%w+)', '%1', '$', '^', '-', '%%', '(b*', ')', '[', '%' }
local suffixes = { '', '', '', '*', '+', '-', '?' }
local bytes = { 'a', 'b', 'c', '1', ' ', '(', ')', '%', ']', '\\0', '\\255', '-' }
local function pattern()
  local s = ''
  for i = 1, random(4) do s = s .. items[random(#items)] .. suffixes[random(#suffixes)] end
  return s
end
local function subject()
  local s = ''
  for i = 1, random(12) - 1 do s = s .. bytes[random(#bytes)] end
  return s
end
local function show(...)
  local s = {}
  for i = 1, select('#', ...) do s[i] = tostring((select(i, ...))) end
  return table.concat(s, ',')
end
function main()
  local lines = {}
  for i = 1, ROUNDS do
    local s, p, n = subject(), pattern(), random(5) - 2
    local ok, result = pcall(function()
      local all, count = '', 0
      for a, b in s:gmatch(p) do
        all = all .. show(a, b) .. ';'
        count = count + 1
        if count > 20 then break end
      end
      return show(s:find(p, n)) .. '|' .. show(s:match(p)) .. '|' .. show(s:gsub(p, '<%0>')) .. '|' .. all
    end)
    lines[#lines + 1] = s .. ' ' .. p .. ' ' .. (ok and result or 'error')
  end
  return table.concat(lines, '\\n')
end
`

t.test('patterns mean what they mean in Lua', async (t) => {
  const rounds = process.env.SECRULE_PROOF === '1' ? 4000 : 800
  const script = patternScript.replace('ROUNDS', String(rounds))
  const host = nodeLua({ instructions: 100_000_000, memory: 64_000_000, milliseconds: 60_000 })
  const own = (await outcomeOf({ name: 'patterns', script }, host)) as { readonly answer: string }
  const peer = await new LuaFactory().createEngine()
  // wasmoon decodes texts as UTF-8, so they leave it in hex
  const inHex = "return (main():gsub('.', function(c) return ('%02x'):format(c:byte()) end))"
  const hex = String(await peer.doString(`${script}\n${inHex}`))
  peer.global.close()
  const found = own.answer.split('\n')
  const wanted = Buffer.from(hex, 'hex').toString('latin1').split('\n')
  const errors = wanted.filter((line) => line.endsWith(' error')).length
  const different = wanted.findIndex((line, place) => line !== found[place])
  t.equal(different < 0 ? null : found[different], different < 0 ? null : wanted[different])
  t.equal(found.length, rounds)
  t.ok(errors > rounds / 50 && errors < rounds / 2, `${errors} of the patterns are none`)
  t.comment(`${rounds} patterns, ${errors} of them not well-formed`)
})

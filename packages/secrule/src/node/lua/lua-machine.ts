import { type ScriptAccess, ScriptMistake } from '@secrule/stdlib'
import type { LuaWasm } from 'wasmoon'
import { LuaBudget, type LuaLimits, slice } from './lua-budget.js'
import { BadPattern, PatternMatcher } from './pattern-matcher.js'
import { sandbox } from './sandbox.js'

/** A script for one run: its text, and what it gets and may ask. All texts are byte strings. */
export interface LuaRun {
  readonly path: string
  readonly text: string
  readonly value: string | null
  readonly access: ScriptAccess
  /** Reads a file for `require` and `dofile`; null: there are none. */
  readonly read: ((name: string) => string | null) | null
  readonly limits: LuaLimits
}

/** Parts of Lua's C interface that wasmoon has no names for, since it decodes strings as UTF-8 itself. */
interface RawLua {
  _malloc(size: number): number
  _free(pointer: number): void
  _realloc(pointer: number, size: number): number
  _lua_tolstring(state: number, index: number, length: number): number
  addFunction(call: (...values: number[]) => number | undefined, signature: string): number
  readonly HEAPU8: Uint8Array
  readonly HEAPU32: Uint32Array
}

type NativeFunction = (state: number) => number

const countHook = 8
const typeString = 4
const typeTable = 5

/** Nothing is left of what a run may use up. */
class Exhausted extends Error {}

/**
 * Lua in WebAssembly. Every run has a state of its own, so that nothing of one transaction is seen by another, and ends
 * before `run` returns. Bytes go in and out as they are. A fault of the module itself makes the machine useless: `isBroken`.
 */
export class LuaMachine {
  readonly #lua: LuaWasm
  readonly #raw: RawLua
  readonly #allocate: number
  readonly #hook: number
  readonly #libraries: readonly (readonly [name: string, open: number])[]
  readonly #functions: ReadonlyMap<string, number>
  /** Four bytes in which Lua leaves the length of a string. */
  readonly #length: number
  #budget: LuaBudget | null = null
  #run: LuaRun | null = null
  isBroken = false

  constructor(lua: LuaWasm) {
    this.#lua = lua
    this.#raw = lua.module as unknown as RawLua
    this.#length = this.#raw._malloc(4)
    this.#allocate = this.#raw.addFunction((_, pointer, from, to) => this.#resize(pointer!, from!, to!), 'iiiii')
    this.#hook = this.#raw.addFunction((state) => {
      if (!this.#budget!.spendSlice()) this.#stop(state!)
      return undefined
    }, 'vii')
    const opened = (open: NativeFunction): number => this.#native(open)
    this.#libraries = [
      ['_G', opened((state) => lua.luaopen_base(state))],
      ['string', opened((state) => lua.luaopen_string(state))],
      ['table', opened((state) => lua.luaopen_table(state))],
      ['math', opened((state) => lua.luaopen_math(state))],
      ['os', opened((state) => lua.luaopen_os(state))],
    ]
    this.#functions = new Map([
      ['spend', this.#safe((state) => this.#spend(state))],
      ['scan', this.#safe((state) => this.#scan(state))],
      ['read', this.#safe((state) => this.#read(state))],
      ['log', this.#safe((state) => this.#log(state))],
      ['getvar', this.#safe((state) => this.#getvar(state))],
      ['getvars', this.#safe((state) => this.#getvars(state))],
      ['setvar', this.#safe((state) => this.#setvar(state))],
    ])
  }

  /** Why a script is no Lua, without running it; null when it is. */
  fault(path: string, text: string): string | null {
    const state = this.#lua.luaL_newstate()
    try {
      return this.#load(state, text, `=${path.replace(/^.*\//, '')}`) === 0 ? null : this.#text(state, -1)
    } finally {
      this.#lua.lua_close(state)
    }
  }

  /** Runs `main` of a script. A script that fails is a result, whatever it does. */
  run(run: LuaRun): { readonly answer: string | null } | { readonly error: string } {
    const budget = new LuaBudget(run.limits)
    this.#budget = budget
    this.#run = run
    let state = 0
    try {
      state = this.#lua.lua_newstate(this.#allocate, 0)
      if (state === 0) return { error: 'there is no memory for it' }
      const outcome = this.#runMain(state, run)
      return budget.exceeded === null ? outcome : { error: budget.exceeded }
    } catch (fault) {
      // Lua's own errors end in the calls above: this is the module, which may be in any condition now
      this.isBroken = true
      return { error: budget.exceeded ?? (fault instanceof Error ? fault.message : String(fault)) }
    } finally {
      if (state !== 0 && !this.isBroken) this.#lua.lua_close(state)
      this.#budget = null
      this.#run = null
    }
  }

  #runMain(state: number, { path, text, value, read }: LuaRun): { answer: string | null } | { error: string } {
    const lua = this.#lua
    for (const [name, open] of this.#libraries) {
      lua.luaL_requiref(state, name, open, 1)
      lua.lua_settop(state, 0)
    }
    this.#defineAccess(state)
    lua.lua_sethook(state, this.#hook, countHook, slice)
    if (this.#load(state, sandbox, '=sandbox') !== 0) return { error: this.#text(state, -1) ?? '' }
    for (const name of ['spend', 'scan']) lua.lua_pushcclosure(state, this.#functions.get(name)!, 0)
    if (read === null) lua.lua_pushnil(state)
    else lua.lua_pushcclosure(state, this.#functions.get('read')!, 0)
    if (!this.#call(state, 3, 0)) return { error: this.#text(state, -1) ?? '' }
    const name = path.replace(/^.*\//, '')
    if (this.#load(state, text, `=${name}`) !== 0 || !this.#call(state, 0, 0)) return { error: this.#reason(state) }
    lua.lua_getglobal(state, 'main')
    if (value !== null) this.#push(state, value)
    if (!this.#call(state, value === null ? 0 : 1, 1)) return { error: this.#reason(state) }
    return { answer: this.#answer(state) }
  }

  /** `m`, through which a script sees the transaction. */
  #defineAccess(state: number): void {
    this.#lua.lua_createtable(state, 0, 4)
    for (const name of ['log', 'getvar', 'getvars', 'setvar']) {
      this.#lua.lua_pushcclosure(state, this.#functions.get(name)!, 0)
      this.#lua.lua_setfield(state, -2, name)
    }
    this.#lua.lua_setglobal(state, 'm')
  }

  /** What `main` returned as text: of other values than text and numbers, only whether there was one. */
  #answer(state: number): string | null {
    const type = this.#lua.lua_type(state, -1) as number
    if (type === 0) return null
    // as in ModSecurity, `false` is an answer too
    return this.#text(state, -1) ?? ''
  }

  #reason(state: number): string {
    const text = this.#text(state, -1) ?? 'it raised an error that is no text'
    return text.replace(/[^\x20-\x7e]/g, ' ').slice(0, 300)
  }

  #load(state: number, text: string, name: string): number {
    return this.#withBytes(text, (pointer) => this.#lua.luaL_loadbufferx(state, pointer, text.length, name, 't'))
  }

  #call(state: number, values: number, results: number): boolean {
    return this.#lua.lua_pcallk(state, values, results, 0, 0, null) === 0
  }

  /** Lua's allocator. */
  #resize(pointer: number, from: number, to: number): number {
    const before = pointer === 0 ? 0 : from
    if (to === 0) {
      if (pointer !== 0) this.#raw._free(pointer)
      this.#budget?.grow(before, 0)
      return 0
    }
    if (this.#budget?.grow(before, to) === false) return 0
    const moved = this.#raw._realloc(pointer, to)
    if (moved === 0) this.#budget?.grow(to, before)
    return moved
  }

  /** Ends the script: each further instruction fails too, so that no `pcall` can go on behind this. */
  #stop(state: number): number {
    this.#lua.lua_sethook(state, this.#hook, countHook, 1)
    this.#lua.lua_pushstring(state, this.#budget!.exceeded)
    return this.#lua.lua_error(state)
  }

  #native(call: NativeFunction): number {
    return this.#raw.addFunction((state) => call(state!), 'ii')
  }

  /**
   * A function for scripts. `call` works in two steps: what may throw, which gives the second step, which only pushes
   * results: errors of Lua are exceptions too in here and must go by untouched.
   */
  #safe(call: (state: number) => () => number): number {
    return this.#native((state) => {
      let push: () => number
      let message: string
      // patterns come from the sandbox, which the script called
      let caller = 1
      try {
        push = call(state)
        return push()
      } catch (error) {
        if (error instanceof Exhausted) return this.#stop(state)
        if (!(error instanceof BadPattern || error instanceof ScriptMistake)) throw error
        message = error.message
        if (error instanceof BadPattern) caller = 2
      }
      this.#lua.luaL_where(state, caller)
      this.#push(state, message)
      this.#lua.lua_concat(state, 2)
      return this.#lua.lua_error(state)
    })
  }

  #pay(steps: number): void {
    if (!this.#budget!.spend(steps)) throw new Exhausted()
  }

  #spend(state: number): () => number {
    this.#pay(this.#lua.lua_tonumberx(state, 1, null))
    return () => 0
  }

  /** First and last place of a match and its captures, or nil. */
  #scan(state: number): () => number {
    const [subject, subjectLength] = this.#span(state, 1)
    const [pattern, patternLength] = this.#span(state, 2)
    const from = subject + this.#lua.lua_tonumberx(state, 3, null) - 1
    const last = subject + this.#lua.lua_tonumberx(state, 4, null) - 1
    const mode = this.#text(state, 5)
    const bytes = this.#raw.HEAPU8
    const end = subject + subjectLength
    const none = (): number => {
      this.#lua.lua_pushnil(state)
      return 1
    }
    if (mode === 'plain') {
      this.#pay(1 + ((subjectLength * Math.min(patternLength, 16)) >> 4))
      const at = indexOf(bytes, bytes.subarray(pattern, pattern + patternLength), from, end)
      if (at < 0) return none
      return () => this.#pushPlaces(state, at - subject + 1, at - subject + patternLength)
    }
    const anchored = mode === 'anchor' && patternLength > 0 && bytes[pattern] === 0x5e
    const matcher = new PatternMatcher(bytes, subject, end, pattern + patternLength, () => this.#pay(1))
    for (let at = from; at <= end; at++) {
      const stop = matcher.begin(at, anchored ? pattern + 1 : pattern)
      if (stop >= 0 && stop !== last) {
        return () => {
          this.#lua.luaL_checkstack(state, matcher.captures.length + 2, 'too many captures')
          this.#pushPlaces(state, at - subject + 1, stop - subject)
          return 2 + this.#pushCaptures(state, matcher, subject)
        }
      }
      if (anchored) break
    }
    return none
  }

  #pushPlaces(state: number, first: number, last: number): number {
    this.#lua.lua_pushinteger(state, BigInt(first))
    this.#lua.lua_pushinteger(state, BigInt(last))
    return 2
  }

  #pushCaptures(state: number, { captures }: PatternMatcher, subject: number): number {
    for (const { start, length } of captures) {
      if (length === -1) {
        this.#push(state, 'unfinished capture')
        return this.#lua.lua_error(state)
      }
      if (length === -2) this.#lua.lua_pushinteger(state, BigInt(start - subject + 1))
      else this.#lua.lua_pushlstring(state, start, length)
    }
    return captures.length
  }

  #read(state: number): () => number {
    const text = this.#run!.read?.(this.#argument(state, 1, 'a file name')) ?? null
    return () => this.#pushOrNil(state, text)
  }

  #log(state: number): () => number {
    this.#run!.access.log(this.#lua.lua_tonumberx(state, 1, null), this.#argument(state, 2, 'm.log takes a text'))
    return () => 0
  }

  #members(state: number): readonly { readonly name: string; readonly value: string }[] {
    const members = this.#run!.access.members(this.#argument(state, 1, 'a variable has a name'), this.#chain(state))
    for (const { value } of members) this.#pay(16 + (value.length >> 2))
    return members
  }

  #getvar(state: number): () => number {
    const value = this.#members(state)[0]?.value ?? null
    return () => this.#pushOrNil(state, value)
  }

  #getvars(state: number): () => number {
    const members = this.#members(state)
    return () => {
      this.#lua.lua_createtable(state, members.length, 0)
      members.forEach(({ name, value }, place) => {
        this.#lua.lua_createtable(state, 0, 2)
        this.#push(state, name)
        this.#lua.lua_setfield(state, -2, 'name')
        this.#push(state, value)
        this.#lua.lua_setfield(state, -2, 'value')
        this.#lua.lua_rawseti(state, -2, BigInt(place + 1))
      })
      return 1
    }
  }

  #setvar(state: number): () => number {
    const name = this.#argument(state, 1, 'm.setvar takes a name')
    this.#run!.access.set(name, this.#argument(state, 2, 'm.setvar takes a text or a number'))
    return () => 0
  }

  /** The transformations of the second argument: nothing, one name, or a list. */
  #chain(state: number): readonly string[] {
    const type = this.#lua.lua_type(state, 2) as number
    if (type === typeString) return [this.#text(state, 2)!]
    if (type <= 0) return []
    if (type !== typeTable) throw new ScriptMistake('transformations are a name or a list of names')
    const names: string[] = []
    const count = Math.min(Number(this.#lua.lua_rawlen(state, 2)), 100)
    for (let place = 1; place <= count; place++) {
      this.#lua.lua_rawgeti(state, 2, BigInt(place))
      names.push(this.#text(state, -1) ?? '')
      this.#lua.lua_settop(state, -2)
    }
    return names
  }

  #argument(state: number, index: number, what: string): string {
    const text = this.#text(state, index)
    if (text === null) throw new ScriptMistake(what)
    return text
  }

  /** Where the bytes of a string on the stack are, and how many. */
  #span(state: number, index: number): readonly [pointer: number, length: number] {
    const pointer = this.#raw._lua_tolstring(state, index, this.#length)
    return [pointer, pointer === 0 ? 0 : this.#raw.HEAPU32[this.#length >> 2]!]
  }

  /** A string or number on the stack as a byte string; null for everything else. */
  #text(state: number, index: number): string | null {
    const [pointer, length] = this.#span(state, index)
    return pointer === 0 ? null : Buffer.from(this.#raw.HEAPU8.buffer, pointer, length).toString('latin1')
  }

  #push(state: number, text: string): void {
    this.#withBytes(text, (pointer) => this.#lua.lua_pushlstring(state, pointer, text.length))
  }

  #pushOrNil(state: number, text: string | null): number {
    if (text === null) this.#lua.lua_pushnil(state)
    else this.#push(state, text)
    return 1
  }

  #withBytes<T>(text: string, use: (pointer: number) => T): T {
    const pointer = this.#raw._malloc(text.length + 1)
    if (pointer === 0) throw new Error('there is no memory for a text')
    try {
      Buffer.from(this.#raw.HEAPU8.buffer).write(text, pointer, 'latin1')
      return use(pointer)
    } finally {
      this.#raw._free(pointer)
    }
  }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number, end: number): number {
  const found = Buffer.from(bytes.buffer, from, end - from).indexOf(wanted)
  return found < 0 ? -1 : from + found
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { MatchLimits, PatternProblem } from '../pattern.js'
import type { Pcre2, Pcre2Code } from '../pcre2.js'
import { Pcre2Module } from './pcre2-module.js'
import { webAssembly } from './web-assembly.js'

const noMatch = -1
// Match limit, depth limit, heap limit, and no memory left.
const limitErrors = new Set([-47, -53, -63, -48])
const noMemoryAtCompile = 121
const keptBuffer = 1 << 20
const messageSize = 256

function limitPrefix(limits: MatchLimits): string {
  const match = limits.match > 0 ? `(*LIMIT_MATCH=${Math.min(limits.match, 4294967295)})` : ''
  const depth = limits.recursion > 0 ? `(*LIMIT_DEPTH=${Math.min(limits.recursion, 4294967295)})` : ''
  return match + depth
}

// A compiled pattern in the memory of the present instance.
interface Handle {
  readonly code: number
  readonly data: number
}

// The service: one instance for all patterns, made anew after a trap; patterns are compiled again when they were put out.
class Service implements Pcre2 {
  private readonly binary: object
  private module: Pcre2Module | null = null
  private handles = new Map<Code, Handle>()
  private buffer = 0
  private capacity = 0
  // The subject that is in the buffer: repeated searches in one value copy it once.
  private loaded: string | null = null

  constructor(binary: object) {
    this.binary = binary
  }

  compile(source: string, limits: MatchLimits): Pcre2Code | PatternProblem {
    const prefix = limitPrefix(limits)
    const code = new Code(this, prefix + source)
    const handle = this.guard(() => this.handleOf(code), noMemoryAtCompile)
    if (typeof handle !== 'number') return code
    const { message, offset } = this.guard(() => this.lastProblem(), { message: 'PCRE2 refuses it', offset: 0 })
    return { kind: 'problem', offset: Math.max(0, offset - prefix.length), message }
  }

  run(code: Code, subject: string, from: number): Int32Array | null | 'limit' | 'error' {
    return this.guard(() => this.match(code, subject, from), 'error' as const)
  }

  // Runs something in the module. After a trap its memory is not to be trusted: it is dropped with all that is in it.
  private guard<Result, Fallback>(work: () => Result, fallback: Fallback): Result | Fallback {
    try {
      return work()
    } catch {
      this.module = null
      this.handles = new Map()
      this.buffer = 0
      this.capacity = 0
      this.loaded = null
      return fallback
    }
  }

  private get live(): Pcre2Module {
    this.module ??= new Pcre2Module(this.binary)
    return this.module
  }

  private match(code: Code, subject: string, from: number): Int32Array | null | 'limit' | 'error' {
    const handle = this.handleOf(code)
    if (typeof handle === 'number') return 'limit'
    const { calls, words } = this.live
    if (!this.load(subject)) return 'limit'
    const result = calls._match(handle.code, this.buffer, subject.length, from, handle.data) | 0
    if (this.capacity > keptBuffer) this.release()
    if (result === noMatch) return null
    if (result < 0) return limitErrors.has(result) ? 'limit' : 'error'
    const pairs = calls._getOvectorCount(handle.data)
    const at = calls._getOvectorPointer(handle.data) >> 2
    const offsets = words.slice(at, at + pairs * 2)
    // Pairs from `result` on were not set by this match.
    offsets.fill(-1, result * 2)
    return offsets
  }

  // Puts the subject into the buffer; false when memory does not hold it.
  private load(subject: string): boolean {
    if (this.loaded === subject && this.buffer !== 0) return true
    const { calls } = this.live
    const size = subject.length * 2 + 2
    if (size > this.capacity) {
      this.release()
      const wanted = Math.max(4096, size <= keptBuffer ? 2 ** Math.ceil(Math.log2(size)) : size)
      let pointer = calls._malloc(wanted)
      if (pointer === 0) {
        this.evict()
        return false
      }
      this.buffer = pointer
      this.capacity = wanted
      pointer = 0
    }
    this.live.write(subject, this.buffer)
    this.loaded = subject
    return true
  }

  private release(): void {
    if (this.buffer !== 0) this.live.calls._free(this.buffer)
    this.buffer = 0
    this.capacity = 0
    this.loaded = null
  }

  // The compiled form of a pattern, or the number 0 when PCRE2 refuses it.
  private handleOf(code: Code): Handle | number {
    const known = this.handles.get(code)
    if (known !== undefined) return known
    const handle = this.make(code.source)
    if (typeof handle !== 'number') {
      this.handles.set(code, handle)
      return handle
    }
    // Memory may be full of other patterns; put them out and try once more.
    if (this.handles.size === 0) return handle
    this.evict()
    const again = this.make(code.source)
    if (typeof again !== 'number') this.handles.set(code, again)
    return again
  }

  private make(source: string): Handle | number {
    const { calls } = this.live
    const pattern = calls._malloc(source.length * 2 + 2)
    const flags = calls._malloc(4)
    if (pattern === 0 || flags === 0) {
      calls._free(pattern)
      calls._free(flags)
      return 0
    }
    this.live.write(source, pattern)
    this.live.words[flags >> 2] = 0
    const code = calls._compile(pattern, source.length, flags)
    calls._free(pattern)
    calls._free(flags)
    if (code === 0) return 0
    const data = calls._createMatchData(code)
    if (data === 0) {
      calls._destroyCode(code)
      return 0
    }
    return { code, data }
  }

  private evict(): void {
    const { calls } = this.live
    for (const handle of this.handles.values()) {
      calls._destroyMatchData(handle.data)
      calls._destroyCode(handle.code)
    }
    this.handles.clear()
  }

  private lastProblem(): { readonly message: string; readonly offset: number } {
    const { calls } = this.live
    const buffer = calls._malloc(messageSize * 2)
    if (buffer === 0) return { message: 'no memory is left to compile the pattern', offset: 0 }
    const length = calls._lastErrorMessage(buffer, messageSize)
    const message = length > 0 && length < messageSize ? this.live.read(buffer, length) : 'PCRE2 refuses the pattern'
    calls._free(buffer)
    return { message, offset: calls._lastErrorOffset() }
  }
}

class Code implements Pcre2Code {
  readonly source: string
  private readonly service: Service

  constructor(service: Service, source: string) {
    this.service = service
    this.source = source
  }

  exec(subject: string, from: number): Int32Array | null | 'limit' | 'error' {
    return this.service.run(this, subject, from)
  }
}

let binary: object | null = null

/**
 * Loads PCRE2 from the WebAssembly build of the `pcre2-wasm` package, whose own script is not used. Synchronous; the
 * binary is compiled once a process, each service has an instance of its own.
 */
export function loadPcre2(): Pcre2 {
  if (binary === null) {
    const require = createRequire(import.meta.url)
    binary = new webAssembly.Module(readFileSync(require.resolve('pcre2-wasm/dist/libpcre2.wasm')))
  }
  return new Service(binary)
}

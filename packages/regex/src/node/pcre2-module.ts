import { webAssembly } from './web-assembly.js'

// Where the compiled module expects things in its memory, as its generated script sets them.
const pages = 256
const dynamicTopPointer = 117184
const dynamicBase = 5360256

interface Exports {
  _malloc(size: number): number
  _free(pointer: number): void
  _compile(pattern: number, length: number, flags: number): number
  _destroyCode(code: number): void
  _createMatchData(code: number): number
  _destroyMatchData(data: number): void
  _match(code: number, subject: number, length: number, offset: number, data: number): number
  _getOvectorCount(data: number): number
  _getOvectorPointer(data: number): number
  _lastErrorMessage(buffer: number, size: number): number
  _lastErrorOffset(): number
}

/** One instance of PCRE2 in its own fixed memory of 16 MB. A trap inside leaves it unusable: make a new one then. */
export class Pcre2Module {
  readonly calls: Exports
  readonly units: Uint16Array
  readonly words: Int32Array

  constructor(module: object) {
    const memory = new webAssembly.Memory({ initial: pages, maximum: pages })
    const table = new webAssembly.Table({ initial: 4, maximum: 4, element: 'anyfunc' })
    const bytes = new Uint8Array(memory.buffer)
    const trap = (): never => {
      throw new Error('PCRE2 trapped')
    }
    const env = {
      memory,
      table,
      __table_base: 0,
      abortStackOverflow: trap,
      nullFunc_vii: trap,
      nullFunc_iii: trap,
      _emscripten_resize_heap: () => 0,
      _emscripten_get_heap_size: () => bytes.length,
      _emscripten_memcpy_big: (to: number, from: number, length: number) => {
        bytes.copyWithin(to, from, from + length)
        return to
      },
    }
    this.calls = new webAssembly.Instance(module, { env }).exports as Exports
    this.units = new Uint16Array(memory.buffer)
    this.words = new Int32Array(memory.buffer)
    this.words[dynamicTopPointer >> 2] = dynamicBase
  }

  /** Copies text into memory as 16-bit units. */
  write(text: string, pointer: number): void {
    const { units } = this
    const at = pointer >> 1
    for (let i = 0; i < text.length; i++) units[at + i] = text.charCodeAt(i)
  }

  /** Reads 16-bit units as text. */
  read(pointer: number, length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.units[(pointer >> 1) + i]!)
    return text
  }
}

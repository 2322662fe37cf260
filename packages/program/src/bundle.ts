import { checksum } from './checksum.js'
import { decodePlainData } from './decode-plain-data.js'
import { encodePlainData } from './encode-plain-data.js'
import type { Program } from './program.js'
import { programFault } from './verify-program.js'

/** First bytes of every bundle: `srb` and a byte that a text transfer would spoil. */
const magic = [0x73, 0x72, 0x62, 0x8e]
/** Layout of what follows. A bundle of another version is refused: compile it again. */
const version = 4
const headerLength = 16

/** A bundle that cannot be used, with the reason. */
export class BundleError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BundleError'
  }
}

/** Writes a Program as one file: magic, version, length, checksum, data. The same Program gives the same bytes. */
export function encodeBundle(program: Program): Uint8Array {
  const data = encodePlainData(program)
  const bundle = new Uint8Array(headerLength + data.length)
  const view = new DataView(bundle.buffer)
  bundle.set(magic)
  view.setUint32(4, version, true)
  view.setUint32(8, data.length, true)
  view.setUint32(12, checksum(data), true)
  bundle.set(data, headerLength)
  return bundle
}

/** Reads a bundle back. Throws BundleError when it is not one, was cut or altered, or holds what the VM cannot run. */
export function decodeBundle(bytes: Uint8Array): Program {
  if (bytes.length < headerLength || magic.some((byte, at) => bytes[at] !== byte)) {
    throw new BundleError('this is not a rule bundle')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = view.getUint32(4, true)
  if (found !== version) throw new BundleError(`the bundle has version ${found}; this engine reads version ${version}`)
  const data = bytes.subarray(headerLength)
  const length = view.getUint32(8, true)
  if (data.length !== length) throw new BundleError(`the bundle is ${data.length} bytes long and should be ${length}`)
  if (checksum(data) !== view.getUint32(12, true)) throw new BundleError('the checksum of the bundle is wrong')
  let program: Program
  try {
    program = decodePlainData(data) as Program
  } catch (error) {
    throw new BundleError(`the bundle cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof program !== 'object' || program === null) throw new BundleError('the bundle holds no program')
  const fault = programFault(program)
  if (fault !== null) throw new BundleError(`the bundle is damaged: ${fault}`)
  return program
}

/** Characters of base64 in one literal: no editor and no tool trips over a line of that length. */
const lineLength = 16_384

/**
 * An ES module that holds a bundle: `bundle` for hosts, `loadProgram` for `createEngine`. It needs nothing but
 * `secrule/runtime`, so it runs wherever that does. The same bundle gives the same text.
 */
export function embeddedModule(bundle: Uint8Array): string {
  const text = Buffer.from(bundle).toString('base64')
  const lines: string[] = []
  for (let at = 0; at < text.length; at += lineLength) lines.push(`  '${text.slice(at, at + lineLength)}',`)
  return `// Written by \`secrule compile --embed\`. Compile the rules again instead of changing it.
import { decodeBundle } from 'secrule/runtime'

const text = [
${lines.join('\n')}
]

function decoded() {
  const binary = atob(text.join(''))
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** The rules as \`decodeBundle\` and the option \`bundle\` of hosts take them. */
export const bundle = decoded()

let program

/** The rules as \`createEngine\` takes them; decoded and checked when first asked for. */
export function loadProgram() {
  program ??= decodeBundle(bundle)
  return program
}
`
}

/** What TypeScript is told of such a module. */
export const embeddedTypes = `// Written by \`secrule compile --embed\`.
import type { Program } from 'secrule/runtime'

/** The rules as \`decodeBundle\` and the option \`bundle\` of hosts take them. */
export declare const bundle: Uint8Array

/** The rules as \`createEngine\` takes them; decoded and checked when first asked for. */
export declare function loadProgram(): Program
`

import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** A module with all it imports, made for the browser. */
export interface Bundled {
  readonly code: Uint8Array
  /** The files that went in. */
  readonly inputs: readonly string[]
  /** Imports that were left as they are: there should be none. */
  readonly external: readonly string[]
  readonly gzipped: number
}

/** Bundles the text of a module for the browser; what only Node has makes it fail. */
export async function bundled(text: string, resolveDir: string): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: text, resolveDir },
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    logLevel: 'silent',
  })
  const code = outputFiles[0]!.contents
  const external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  return { code, inputs: Object.keys(metafile.inputs), external, gzipped: gzipSync(code).length }
}

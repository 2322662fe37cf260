import { useLatin } from '@secrule/body'
import type { Program } from '@secrule/program'
import { type Engine, HostError } from '@secrule/vm'
import { createEngine as createAnywhere, type EngineOptions } from '../engine.js'
import { nodeFileSystem } from './file-system.js'
import { nodeInflate } from './inflate.js'
import { nodeInspector } from './inspector.js'
import { nodeLogs } from './logs.js'
import { nodeLua } from './lua/node-lua.js'
import { nodeResolver } from './resolver.js'
import { RulesetServices } from './ruleset-services.js'
import { nodeUploads } from './uploads.js'

/** What an engine of this process is made with. */
export interface NodeEngineOptions extends EngineOptions {
  /** Lets rules start the programs that they name in exec and @inspectFile. Default: rules that do are refused. */
  readonly allowPrograms?: boolean
}

/** What Buffer.prototype.toString does for 'latin1'; it takes any bytes, of which no Buffer has to be made first. */
const { latin1Slice } = Buffer.prototype as Buffer & {
  latin1Slice?(this: Uint8Array, from: number, to: number): string
}

function latinOfNode(bytes: Uint8Array, from: number, to: number): string {
  if (latin1Slice !== undefined) return latin1Slice.call(bytes, from, to)
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to)
}

/**
 * Makes an engine of a Program, with PCRE2, Lua, DNS, decompression and the folders of this machine unless the options
 * say otherwise. Throws HostError when something that the rules name or need is not there.
 */
export function createEngine(program: Program, { allowPrograms = false, ...options }: NodeEngineOptions = {}): Engine {
  if (program.needs.includes('inspector') && !allowPrograms && options.inspector === undefined) {
    throw new HostError('the rules start programs (exec, @inspectFile): allow that with `allowPrograms`')
  }
  useLatin(latinOfNode)
  const own = new RulesetServices(options)
  const logs = nodeLogs(program.settings, options)
  try {
    return createAnywhere(program, {
      inspector: allowPrograms ? nodeInspector : null,
      lua: nodeLua(),
      resolver: nodeResolver,
      inflate: nodeInflate,
      fileSystem: nodeFileSystem,
      uploads: nodeUploads((message) => options.logger?.error(message)),
      giveWay: () => new Promise((resolve) => setImmediate(resolve)),
      ...options,
      ...logs,
      servicesFor: (ruleset) => ({ ...own.for(ruleset), ...options.servicesFor?.(ruleset) }),
      closing: [...(logs.closing ?? []), () => own.close()],
    })
  } catch (error) {
    void own.close()
    throw error
  }
}

import { Guard, type HostOptions } from '@secrule/host'
import { compile, createEngine, decodeBundle } from 'secrule'

/** Reads the options of a host in Node, and makes its engine with Node's services. */
export function openGuard(options: HostOptions): Guard {
  return new Guard(options, { compile, decodeBundle, createEngine })
}

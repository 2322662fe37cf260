import { Guard, type HostOptions } from '@secrule/host'
import { compile, createEngine, decodeBundle, type Engine, type Program } from 'secrule'

/** Reads the options of a host in Node, and makes its engine with Node's services. */
export function openGuard(options: HostOptions): Guard {
  return new Guard(options, { compile, decodeBundle, createEngine: warmEngine })
}

/** The process of a server lives long: what its first requests would have to wait for is done before they come. */
function warmEngine(program: Program, options: object): Engine {
  const engine = createEngine(program, options)
  void engine.warmUp()
  return engine
}

import type { Profiler } from '@secrule/program'
import type { Prefilter } from './prefilter.js'

/** Has the time that a prefilter looks at values accounted for apart. The prefilter itself asks nothing, so that it costs nothing without. */
export function profileScans(prefilter: Prefilter, profiler: Profiler): void {
  const scan = prefilter.scan.bind(prefilter)
  const scanPart = prefilter.scanPart.bind(prefilter)
  prefilter.scan = (...given) => profiler.apart('prefilter', 'literals', () => scan(...given))
  prefilter.scanPart = (...given) => profiler.apart('prefilter', 'literals', () => scanPart(...given))
}

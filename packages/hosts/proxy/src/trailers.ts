import { eachHeader, type RawHeaders } from '@secrule/host'
import { hopByHop } from './hop-by-hop.js'

/** Fields that mean something only before the body; a recipient that merges trailers would be misled by them. */
const misplaced =
  /^(content-.*|host|expect|range|if-.*|max-forwards|cache-control|authorization|(set-)?cookie2?|www-authenticate|age|date|expires|location|retry-after|vary|warning|forwarded|x-forwarded-.*|x-real-ip|x-request-id|x-http-method.*)$/

/** The trailers of a message that may travel on. */
export function forwardableTrailers(trailers: RawHeaders): string[] {
  const dropped = hopByHop(trailers)
  const kept: string[] = []
  eachHeader(trailers, (name, value) => {
    const lower = name.toLowerCase().replaceAll('_', '-')
    if (!dropped.has(lower) && !misplaced.test(lower)) kept.push(name, value)
  })
  return kept
}

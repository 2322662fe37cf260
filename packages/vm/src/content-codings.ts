import type { ListCollection } from './list-collection.js'

/**
 * The content codings of a message in the order in which they were applied, in lower case. `identity` stands for none,
 * `x-gzip` for gzip (RFC 9110); several header lines are one list.
 */
export function contentCodings(headers: ListCollection): string[] {
  return headers
    .named('content-encoding')
    .flatMap(({ value }) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .map((coding) => (coding === 'x-gzip' ? 'gzip' : coding))
}

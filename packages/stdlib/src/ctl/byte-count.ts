import { type Diagnostic, problem, type Span } from '@secrule/program'

/** No body may be larger than this, whatever the rules say: 1 GiB. */
const largest = 1_073_741_824

/** `compile` of an option that takes a number of bytes. */
export function byteCount(name: string): (value: string, span: Span) => number | Diagnostic {
  return (value, span) => {
    const bytes = /^\d{1,10}$/.test(value) ? Number(value) : 0
    return bytes >= 1 && bytes <= largest
      ? bytes
      : problem(span, 'bad-value', value, `ctl:${name}`, `write a number of bytes from 1 to ${largest}`)
  }
}

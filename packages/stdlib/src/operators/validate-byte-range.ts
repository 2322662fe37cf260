import { operator, problem, subspan } from '@secrule/program'
import { bytesOf } from './required-bytes.js'

/** @validateByteRange. Matches what is bad: the name says what the ranges do, not the result. */
export const validateByteRange = operator<Uint8Array>({
  name: 'validateByteRange',
  summary: 'True when the value holds a byte outside the given ranges.',
  example: 'SecRule ARGS "@validateByteRange 9,10,13,32-126" "id:1,phase:2,deny"',
  engines: 'ModSecurity 3 ignores a range that it cannot read; in Coraza an empty argument always matches.',
  argument: 'required',
  macros: false,
  pure: true,
  logName: 'ValidateByteRange',
  compile: (argument, span, { dialect, warn }) => {
    const allowed = new Uint8Array(256)
    if (argument === '') return allowed
    let from = 0
    for (const part of argument.split(',')) {
      const ends = /^\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*$/.exec(part)
      const low = Number(ends?.[1])
      const high = Number(ends?.[2] ?? low)
      if (!(low <= high && high <= 255)) {
        const found = problem(subspan(span, from, from + part.length), 'bad-byte-range', part.trim())
        const isEmpty = dialect.byteRanges === 'empty' && low > high && low <= 255
        if (dialect.byteRanges !== 'ignored' && !isEmpty) return found
        warn({ ...found, severity: 'warning' })
      } else allowed.fill(1, low, high + 1)
      from += part.length + 1
    }
    return allowed
  },
  requirement: (allowed) => {
    const others = bytesOf((byte) => allowed[byte] !== 1)
    return others.length === 0 ? null : [others]
  },
  run: (allowed, value) => {
    for (let i = 0; i < value.length; i++) if (allowed[value.charCodeAt(i)] !== 1) return true
    return false
  },
})

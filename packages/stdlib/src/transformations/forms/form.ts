import type { Settings } from '@secrule/program'

/** A transformation as one engine has it, in place of our own. */
export interface Form {
  run(value: string): string
  /** Made once an engine, in place of `run`. */
  link?(settings: Readonly<Settings>): (value: string) => string
}

/** Forms by the name of the transformation. */
export type Forms = ReadonlyMap<string, Form>

/** The text before its first NUL byte, where C strings end. */
export function untilNul(value: string): string {
  const end = value.indexOf('\0')
  return end < 0 ? value : value.slice(0, end)
}

/** %uXXXX has no map where no directive names one: the low eight bits count. */
export const noMap = new Int16Array(65_536).fill(-1)

/** What the exit code of every command means. */
export const exitCodes = {
  fine: 0,
  /** Errors in rules, too many warnings, files that are not formatted, failed tests, a request blocked with `--fail-on-block`. */
  findings: 1,
  /** The command was called in a way that cannot work, or its files and ports are not there. */
  usage: 2,
  /** A bug of ours. */
  internal: 3,
} as const

/** How an action tells the exit code of its command; without a call it is 0. */
export type Finish = (exitCode: number) => void

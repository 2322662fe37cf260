import { type Palette, paletteFor } from './palette.js'

/** Where a command writes to. `paint` and `paintError` do nothing in a pipe, or when NO_COLOR is set. */
export interface Terminal {
  readonly paint: Palette
  readonly paintError: Palette
  /** A result, to standard output. A line end is added. */
  print(text: string): void
  /** Something about the work, to standard error. A line end is added. */
  tell(text: string): void
  /** What long work is at, on one line that is overwritten; only on a terminal. The empty text clears it. */
  progress(text: string): void
}

/**
 * The terminal of this process. A reader that goes away (`secrule … | head`) ends the process quietly; an output that
 * cannot take more (a full disk) ends it with a message.
 */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    stderr.write(`secrule: cannot write to standard output: ${error.message}\n`, () => process.exit(2))
  })
  stderr.on('error', () => {})
  let progressShown = false
  const clear = (): void => {
    if (progressShown) stderr.write('\r\x1b[K')
    progressShown = false
  }
  return {
    paint: paletteFor(stdout),
    paintError: paletteFor(stderr),
    print(text) {
      clear()
      stdout.write(`${text}\n`)
    },
    tell(text) {
      clear()
      stderr.write(`${text}\n`)
    },
    progress(text) {
      if (stderr.isTTY !== true) return
      clear()
      if (text === '') return
      stderr.write(text.slice(0, Math.max(0, (stderr.columns ?? 80) - 1)))
      progressShown = true
    },
  }
}

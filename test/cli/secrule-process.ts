import { type ChildProcess, spawn } from 'node:child_process'

export const command = 'packages/cli/bin/secrule.js'

/** How a command ended. */
export interface Run {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Processes that run at one time: more would only wait for each other. */
let free = 2
const waiting: (() => void)[] = []

/** Runs the command to its end. */
export async function secrule(args: readonly string[], input = ''): Promise<Run> {
  if (free > 0) free--
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await runCommand(args, input)
  } finally {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
}

function runCommand(args: readonly string[], input: string): Promise<Run> {
  const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, NO_COLOR: '1' } })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

/** A server process, with what it said so far. */
export class Serving {
  said = ''
  readonly child: ChildProcess

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text
      })
    }
  }

  /** Waits for something to be said; fails with what was said instead. */
  async until(pattern: RegExp, what = (): string => this.said): Promise<RegExpExecArray> {
    for (let wait = 0; wait < 3000; wait++) {
      const found = pattern.exec(what())
      if (found !== null) return found
      if (this.child.exitCode !== null) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    throw new Error(`waited for ${pattern}, got:\n${what()}`)
  }

  stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.on('close', (code) => resolve(code)))
    this.child.kill('SIGTERM')
    return ended
  }
}

/** Starts `secrule serve` on a free port, and waits until it listens there. */
export async function startServing(
  args: readonly string[],
): Promise<{ readonly serving: Serving; readonly url: string; readonly port: number }> {
  const serving = new Serving(['serve', '--listen', '127.0.0.1:0', ...args])
  const [, url = '', port = ''] = await serving.until(/listens on (https?:\/\/127\.0\.0\.1:(\d+)) before/)
  return { serving, url, port: Number(port) }
}

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  unlinkSync,
  utimes,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'

/** Who holds a lock, as its file says. */
interface Holder {
  readonly token: string
  readonly pid: number
  /** When the process began, since a number may be given to another process later; empty where the system does not tell. */
  readonly started: string
  /** What the number is valid in: machine, its start, and the name space of process numbers. */
  readonly scope: string
}

/** The holder touches its file this often. */
const beat = 1_000
/** A holder that is none of this machine's own is taken for dead when it does not touch its file for so long. */
const patience = 10_000

/**
 * A file that says which process owns a folder. What another process left behind when it was killed does not count: whether
 * it still runs is asked of the system where it can tell (same machine, same name space, same start time), and else seen
 * from the file, which its holder touches every second. Only in that case does taking a lock wait.
 */
export class DirectoryLock {
  readonly #path: string
  readonly #holder: Holder
  readonly #inode: number
  readonly #onLost: () => void
  readonly #timer: NodeJS.Timeout

  private constructor(path: string, holder: Holder, onLost: () => void) {
    this.#path = path
    this.#holder = holder
    this.#inode = statSync(path).ino
    this.#onLost = onLost
    this.#timer = setInterval(() => this.#touch(), beat)
    this.#timer.unref()
  }

  /** Takes the lock. Throws an Error that says who has it, or why there can be none. `onLost`: somebody else took it. */
  static take(path: string, onLost: () => void): DirectoryLock {
    const holder: Holder = {
      token: randomBytes(12).toString('hex'),
      pid: process.pid,
      started: startOf(process.pid) ?? '',
      scope: scopeOfHere(),
    }
    for (let tries = 0; tries < 5; tries++) {
      if (create(path, JSON.stringify(holder))) return new DirectoryLock(path, holder, onLost)
      const text = read(path)
      if (text === null) continue
      const other = parse(text)
      if (isAlive(path, other)) {
        const who = other === null ? 'another process' : `process ${other.pid}`
        throw new Error(
          `${who} uses it; one process owns a folder of collections (${path}): give each its own SecDataDir, or this one a store`,
        )
      }
      putAside(path, text, `${path}.${holder.token}`)
    }
    throw new Error(`cannot take ${path}: others take it at the same time`)
  }

  release(): void {
    clearInterval(this.#timer)
    if (!this.#isOurs()) return
    try {
      unlinkSync(this.#path)
    } catch {
      // The folder went away: nobody can hold it any more.
    }
  }

  #touch(): void {
    if (!this.#isOurs()) {
      clearInterval(this.#timer)
      return this.#onLost()
    }
    const now = Date.now() / 1000
    utimes(this.#path, now, now, () => {})
  }

  #isOurs(): boolean {
    try {
      if (statSync(this.#path).ino !== this.#inode) return false
      return parse(readFileSync(this.#path, 'utf8'))?.token === this.#holder.token
    } catch {
      return false
    }
  }
}

function create(path: string, text: string): boolean {
  let file: number
  try {
    file = openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
  try {
    writeSync(file, text)
  } catch (error) {
    unlinkSync(path)
    throw error
  } finally {
    closeSync(file)
  }
  return true
}

/** Moves a dead holder's file away. When it turns out to be a new holder's, it is put back, unless a third one came first. */
function putAside(path: string, text: string, aside: string): void {
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (read(aside) !== text) {
    try {
      if (read(path) === null) renameSync(aside, path)
    } catch {
      // Its holder notices that the file is gone, and stops writing.
    }
    return
  }
  unlinkSync(aside)
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function parse(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null
    const { token, pid, started, scope } = value ?? {}
    const isWhole = typeof token === 'string' && typeof started === 'string' && typeof scope === 'string'
    return isWhole && Number.isSafeInteger(pid) && pid! > 0 ? { token, pid: pid!, started, scope } : null
  } catch {
    return null
  }
}

function isAlive(path: string, other: Holder | null): boolean {
  if (other !== null && other.scope === scopeOfHere()) {
    const started = startOf(other.pid)
    if (started !== null) return started === other.started
    if (!isRunning(other.pid)) return false
  }
  return isTouched(path)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Watches the file for as long as its holder may take to touch it. Holds this process up, at the start and in rare cases only. */
function isTouched(path: string): boolean {
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  const first = touchedAt(path)
  for (let waited = 0; waited < patience; waited += 100) {
    const now = touchedAt(path)
    if (now !== first) return now !== 0
    Atomics.wait(sleeper, 0, 0, 100)
  }
  return false
}

function touchedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** When a process began, in the system's own measure, empty when it is dead; null where none is known by that number. */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name before it may hold spaces and brackets; what follows its last bracket begins with the third field.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? null)
  } catch {
    return null
  }
}

function scopeOfHere(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoreChange } from '@secrule/program'
import { FileStore } from '@secrule/store/node'
import type { Test } from 'tap'

const fileName = 'secrule-collections.log'
const lockName = 'secrule-collections.lock'
const set = (value: string): StoreChange[] => [{ kind: 'set', name: 'x', value }]
const forever = 4_000_000_000

function folderFor(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-store-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A process that does something with a store in a folder, and what it says. */
function other(t: Test, code: string, folder: string, wrap: readonly string[] = []) {
  const script = `import { FileStore } from '@secrule/store/node'\nconst folder = process.argv[1]\n${code}`
  const [command, ...args] = [...wrap, process.execPath, '--input-type=module', '-e', script, folder]
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  return {
    child,
    ended,
    said: () => said,
    async until(pattern: RegExp): Promise<RegExpExecArray> {
      for (let wait = 0; wait < 1000; wait++) {
        const found = pattern.exec(said)
        if (found !== null) return found
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error(`waited for ${pattern}, got:\n${said}`)
    },
  }
}

/** What only a store in files has to show. */
export const fileCases: readonly (readonly [string, (t: Test) => Promise<void>])[] = [
  [
    'a tail that was cut off or altered is all that is lost',
    async (t) => {
      const folder = folderFor(t)
      const path = join(folder, fileName)
      const first = new FileStore(folder)
      for (const key of ['a', 'b']) await first.update('ip', key, set(`of ${key}`), forever)
      await first.close()
      const before = statSync(path).size
      const whole = readFileSync(path)
      const second = new FileStore(folder)
      await second.update('ip', 'c', set('of c'), forever)
      await second.close()
      const after = readFileSync(path)
      let runs = 0
      const look = async (bytes: Uint8Array, dropped: number, what: string): Promise<void> => {
        writeFileSync(path, bytes)
        const told: string[] = []
        const store = new FileStore(folder, { report: (message) => told.push(message) })
        const found = ['a', 'b', 'c'].map((key) => store.load('ip', key)?.get('x') ?? null)
        t.same(found, ['of a', 'of b', null], what)
        t.match(told.join('\n'), `the last ${dropped} bytes of ${path} were cut off or altered and are dropped`)
        await store.update('ip', 'd', set('of d'), forever)
        await store.close()
        const again = new FileStore(folder, { report: (message) => told.push(message) })
        t.equal(again.load('ip', 'd')?.get('x'), 'of d', 'and what is written behind it is there')
        t.equal(told.length, 1)
        await again.close()
        runs++
      }
      for (let size = before + 1; size < after.length; size += 3) {
        await look(after.subarray(0, size), size - before, `cut off at ${size}`)
      }
      for (let at = before; at < after.length; at += 3) {
        const altered = Buffer.from(after)
        altered[at]! ^= 0x40
        await look(altered, after.length - before, `altered at ${at}`)
      }
      await look(Buffer.concat([whole, Buffer.alloc(5000)]), 5000, 'zeroes at the end')
      t.comment(`${runs} damaged files`)
    },
  ],
  [
    'what cannot be used is refused with a reason',
    async (t) => {
      const folder = folderFor(t)
      const path = join(folder, fileName)
      const refused = (where: string, message: RegExp): void => {
        t.throws(() => new FileStore(where), { message })
        t.notOk(existsSync(join(folder, lockName)), 'no lock is left behind')
      }
      refused(join(folder, 'none'), /there is no folder .*none/)
      writeFileSync(join(folder, 'file'), '')
      refused(join(folder, 'file'), /file is not a folder/)
      writeFileSync(path, 'something else\n')
      refused(folder, /is not a file of collections that this version can read/)
      t.equal(readFileSync(path, 'utf8'), 'something else\n', "another program's file is left alone")
      writeFileSync(path, 'secrule collections 2\n')
      refused(folder, /is not a file of collections that this version can read/)
      rmSync(path)
      symlinkSync(join(folder, 'file'), path)
      refused(folder, /ELOOP/)
      rmSync(path)
      if (process.getuid?.() === 0) {
        writeFileSync(path, '')
        chownSync(path, 12_345, 12_345)
        refused(folder, /belongs to another user/)
        rmSync(path)
        // root may write everywhere but where the kernel says no
        refused('/proc/self', /ENOENT|EACCES|EPERM/)
      } else t.comment('skipped: a file of another user can only be made by root')
      writeFileSync(path, 'secrule col')
      const store = new FileStore(folder)
      t.equal(store.load('ip', 'a'), null, 'a file that was not begun is')
      t.equal(statSync(path).mode & 0o777, 0o644)
      await store.close()
      t.throws(() => store.load('ip', 'a'), { message: /is closed/ })
    },
  ],
  [
    'a process that is killed loses nothing that was answered',
    async (t) => {
      const folder = folderFor(t)
      const writer = other(
        t,
        `const store = new FileStore(folder)
         for (let i = 0; ; i++) {
           await store.update('ip', 'key ' + i % 50, [{ kind: 'set', name: 'x', value: String(i) }, { kind: 'add', name: 'n', amount: 1 }], 4e9)
           process.stdout.write(i + '\\n')
         }`,
        folder,
      )
      await writer.until(/\n300\n/)
      t.throws(() => new FileStore(folder), { message: new RegExp(`process ${writer.child.pid} uses it`) })
      writer.child.kill('SIGKILL')
      await writer.ended
      const answered = Number(/(\d+)\n[^\n]*$/.exec(writer.said())![1])
      t.ok(existsSync(join(folder, lockName)), 'the dead process left its lock')
      const store = new FileStore(folder, { report: () => {} })
      let found = 0
      for (let key = 0; key < 50; key++) found += Number(store.load('ip', `key ${key}`)?.get('n') ?? 0)
      t.ok(found >= answered + 1, `${found} updates of at least ${answered + 1} are there`)
      await store.close()
      t.notOk(existsSync(join(folder, lockName)))
    },
  ],
  [
    'a lock of somebody unknown counts while it is touched',
    async (t) => {
      const folder = folderFor(t)
      const lock = join(folder, lockName)
      const holder = { token: 'x', pid: 1, started: '1', scope: 'another machine' }
      writeFileSync(lock, JSON.stringify(holder))
      const toucher = spawn('sh', ['-c', `while true; do sleep 0.3; touch ${lock}; done`], { stdio: 'ignore' })
      t.throws(() => new FileStore(folder), { message: /process 1 uses it/ })
      toucher.kill('SIGKILL')
      const dead = { token: 'x', pid: spawnSync('true').pid, started: '', scope: 'another machine' }
      writeFileSync(lock, JSON.stringify(dead).slice(0, 20))
      const began = performance.now()
      const store = new FileStore(folder)
      t.ok(performance.now() - began > 5_000, 'a broken lock is watched for a while')
      const told: string[] = []
      await store.close()
      const robbed = new FileStore(folder, { report: (message) => told.push(message) })
      rmSync(lock)
      while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 50))
      t.match(told[0], /another process took the folder over/)
      await robbed.update('ip', 'a', set('1'), forever)
      t.equal(robbed.load('ip', 'a')?.get('x'), '1', 'it goes on in memory')
      await robbed.close()
    },
  ],
  [
    'the file stays small, and a rewrite loses nothing',
    async (t) => {
      const folder = folderFor(t)
      const path = join(folder, fileName)
      const store = new FileStore(folder)
      let largest = 0
      const filler = 'v'.repeat(4000)
      for (let turn = 0; turn < 60; turn++) {
        const updates: unknown[] = []
        for (let key = 0; key < 100; key++) {
          const changes: StoreChange[] = [...set(filler), { kind: 'add', name: 'n', amount: 1 }]
          updates.push(store.update('ip', `${key}`, changes, forever))
        }
        updates.push(store.update('ip', `once ${turn}`, set('1'), forever))
        if (turn % 3 === 0) updates.push(store.remove('ip', `once ${turn}`))
        await Promise.all(updates)
        largest = Math.max(largest, statSync(path).size)
      }
      await store.close()
      t.ok(largest < 6_000_000, `${largest} bytes at the most, of ${60 * 100 * 4000} that were written`)
      t.notOk(existsSync(`${path}.new`))
      const again = new FileStore(folder)
      const counts = Array.from({ length: 100 }, (_, key) => again.load('ip', `${key}`)?.get('n'))
      t.same(new Set(counts), new Set(['60']))
      const once = Array.from({ length: 60 }, (_, turn) => again.load('ip', `once ${turn}`) !== null)
      t.same(
        once,
        once.map((_, turn) => turn % 3 !== 0),
      )
      await again.close()
    },
  ],
  [
    'a full disk: told, counted, and made up for',
    async (t) => {
      const folder = folderFor(t)
      if (spawnSync('prlimit', ['--version']).status !== 0) {
        t.comment('skipped: prlimit is not there')
        return
      }
      const writer = other(
        t,
        `const store = new FileStore(folder, { report: (message) => console.log(message) })
         const fill = async () => {
           for (let i = 0; i < 40; i++) await store.update('ip', 'key ' + i, [{ kind: 'set', name: 'x', value: 'v'.repeat(1000) }, { kind: 'add', name: 'n', amount: 1 }], 4e9)
           console.log('filled', store.unwritten > 0, store.load('ip', 'key 39').get('n'))
         }
         for await (const _ of process.stdin) {
           await fill()
           if (store.load('ip', 'key 0').get('n') === '3') break
         }
         await store.close()
         console.log('closed')`,
        folder,
        ['prlimit', '--fsize=20000:unlimited'],
      )
      writer.child.stdin.write('fill')
      await writer.until(/filled true 1\n/)
      t.match(writer.said(), /cannot be written, so changes stay in memory: EFBIG/)
      writer.child.stdin.write('fill')
      await writer.until(/filled true 2\n/)
      t.equal(writer.said().split('cannot be written').length, 2, 'told once')
      t.equal(spawnSync('prlimit', [`--pid=${writer.child.pid}`, '--fsize=unlimited:unlimited']).status, 0)
      await writer.until(/is written again; \d+ changes were late so far/)
      writer.child.stdin.write('fill')
      await writer.until(/closed/)
      await writer.ended
      const store = new FileStore(folder)
      t.same(new Set(Array.from({ length: 40 }, (_, i) => store.load('ip', `key ${i}`)?.get('n'))), new Set(['3']))
      await store.close()
    },
  ],
  [
    'a file that was written under wider limits is read under narrower ones',
    async (t) => {
      const folder = folderFor(t)
      const store = new FileStore(folder)
      for (let i = 0; i < 20; i++) void store.update('ip', `${i}`, set('1'), forever)
      await store.close()
      const told: string[] = []
      const narrow = new FileStore(folder, { limits: { records: 5 }, report: (message) => told.push(message) })
      t.same([narrow.load('ip', '14'), narrow.load('ip', '15')?.get('x')], [null, '1'])
      await narrow.update('ip', 'one more', set('1'), forever)
      t.match(told, [/16 records went before their time, 0 changes were not stored/])
      t.equal(narrow.evicted, 16)
      await narrow.close()
    },
  ],
  [
    'an interrupted rewrite is forgotten',
    async (t) => {
      const folder = folderFor(t)
      const path = join(folder, fileName)
      const store = new FileStore(folder)
      await store.update('ip', 'a', set('1'), forever)
      await store.close()
      writeFileSync(`${path}.new`, 'half a file')
      const again = new FileStore(folder)
      for (let i = 0; i < 5; i++) await again.update('ip', 'b', set('v'.repeat(900_000)), forever)
      await again.close()
      t.ok(statSync(path).size < 4_194_304, 'it was written anew')
      const last = new FileStore(folder)
      t.equal(last.load('ip', 'a')?.get('x'), '1')
      t.equal(last.load('ip', 'b')?.get('x')?.length, 900_000)
      await last.close()
    },
  ],
]

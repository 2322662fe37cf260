// Where the contents of uploaded files go in Node.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FileStore, latin, toBytes } from '@secrule/body'
import { TemporaryFiles } from '@secrule/body/node'
import t from 'tap'
import { multipart } from './read-body.js'

t.test('temporary files', (test) => {
  const folder = mkdtempSync(join(tmpdir(), 'secrule-body-'))
  test.teardown(() => rmSync(folder, { recursive: true }))
  const problems: Error[] = []
  const onError = (problem: Error) => problems.push(problem)
  const body = (count: number, content: string) => {
    let text = ''
    for (let i = 0; i < count; i++) {
      text += `--b\r\nContent-Disposition: form-data; name="f${i}"; filename="x${i}"\r\n\r\n${content}${i}\r\n`
    }
    return [toBytes(`${text}--b--\r\n`)]
  }
  const type = 'multipart/form-data; boundary=b'
  const large = 'line\r\nnext\xff\0\r\n'.repeat(20_000)

  const store = new TemporaryFiles({ directory: folder, mode: 0o640, id: '../a/b', onError })
  const result = multipart(type, body(3, large), { fileStore: store, fileLimit: 2 })
  test.same(
    result.files.map((file) => file.tmpName !== null),
    [true, true, false],
    'files above the limit are not saved',
  )
  for (const [i, file] of result.files.entries()) {
    if (file.tmpName === null) {
      test.equal(file.content, null)
      continue
    }
    test.equal(latin(readFileSync(file.tmpName)), `${large}${i}`, 'saved whole')
    test.equal(file.content, `${large}${i}`, 'and read back')
    test.equal(statSync(file.tmpName).mode & 0o777, 0o640)
    test.match(file.tmpName.slice(folder.length + 1), /^\d{8}-\d{6}-___a_b-file-[\w-]{12}$/)
  }
  test.same(store.dispose(false), [])
  test.same(readdirSync(folder), [], 'deleted when the request is over')

  const keeper = new TemporaryFiles({ directory: folder, onError })
  const kept = multipart(type, body(1, 'x'), { fileStore: keeper })
  test.same(keeper.dispose(true), [kept.files[0]?.tmpName])
  test.ok(existsSync(kept.files[0]!.tmpName!), 'kept when asked')
  test.same(problems, [])

  const nowhere = new TemporaryFiles({ directory: join(folder, 'missing'), onError })
  const lost = multipart(type, body(1, 'x'), { fileStore: nowhere })
  test.equal(lost.files[0]?.tmpName, null, 'a file that cannot be written has no name')
  test.equal(lost.files[0]?.size, 2, 'but its size')
  test.equal(problems.length, 1, 'and is reported')

  const memory: FileStore = { create: () => ({ name: 'memory', write() {}, close() {} }) }
  test.equal(
    multipart(type, body(1, 'x'), { fileStore: memory }).files[0]?.content,
    null,
    'a store that cannot read back',
  )
  test.equal(multipart(type, body(1, 'x'), { keepContent: true }).files[0]?.content, 'x0', 'kept in memory when asked')
  test.end()
})

// Puts the starter rules into the package while it is packed (`prepack`), and takes them out again (`postpack`).
import { cpSync, rmSync } from 'node:fs'

const here = new URL('../corpus/', import.meta.url)
const source = new URL('../../../corpus/', import.meta.url)

rmSync(here, { recursive: true, force: true })
if (process.argv[2] !== '--remove') {
  cpSync(new URL('recommended.conf', source), new URL('recommended.conf', here))
  cpSync(new URL('starter/', source), new URL('starter/', here), { recursive: true })
}

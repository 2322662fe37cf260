import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A file as the page's server gives it. */
export interface PageFile {
  readonly type: string
  readonly content: string | Uint8Array
}

const longest = 180_000

/** The program of Debian's package `chromium` or another of its kind; null when there is none. */
export function chromiumPath(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter)
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
    if (found !== undefined) return found
  }
  return null
}

/** Opens `/` in a headless Chromium, and gives what the page posts to `/result/NAME`, by name, once all names are there. */
export async function openPage(
  chromium: string,
  files: ReadonlyMap<string, PageFile>,
  names: readonly string[],
): Promise<ReadonlyMap<string, unknown>> {
  const results = new Map<string, unknown>()
  const profile = mkdtempSync(join(tmpdir(), 'secrule-chromium-'))
  let done = (): void => {}
  const all = new Promise<void>((resolve) => {
    done = resolve
  })
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/'
    const file = files.get(path)
    if (path.startsWith('/result/')) {
      results.set(path.slice('/result/'.length), JSON.parse(await textOf(request)))
      response.end()
      if (names.every((name) => results.has(name))) done()
    } else if (file === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'Content-Type': file.type }).end(file.content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const browser = spawn(
    chromium,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      `--user-data-dir=${profile}`,
      `http://127.0.0.1:${port}/`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  let said = ''
  browser.stderr.on('data', (chunk) => {
    said += chunk
  })
  const gone = new Promise<void>((_, reject) => {
    browser.on('error', reject)
    browser.on('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said.slice(-2000)}`)))
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the page said nothing more: ${said.slice(-2000)}`)), longest)
  })
  try {
    await Promise.race([all, gone, late])
  } finally {
    clearTimeout(timer)
    gone.catch(() => {})
    const ended = new Promise((resolve) => browser.on('exit', resolve))
    // the browser and all that it started: they are a group of their own
    if (browser.exitCode === null && browser.pid !== undefined) {
      process.kill(-browser.pid, 'SIGKILL')
      await ended
    }
    server.closeAllConnections()
    server.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 })
  }
  return results
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) text += chunk
  return text
}

import { get } from 'node:http'

/** How one request ended: its status, or the code of the error. */
export interface Outcome {
  readonly status: number | string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** `performance.now()` before the connection was opened. */
  readonly began: number
}

/** One request on a connection of its own, given up after a while. */
export function request(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const began = performance.now()
  return new Promise((resolve) => {
    const asked = get(url, { agent: false, timeout: 20_000, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, began }))
      response.on('error', (error) =>
        resolve({ status: (error as { code?: string }).code ?? 'error', headers: {}, began }),
      )
    })
    asked.on('timeout', () => asked.destroy(new Error('timeout')))
    asked.on('error', (error) =>
      resolve({ status: (error as { code?: string }).code ?? error.message, headers: {}, began }),
    )
  })
}

/** Sends requests, so many at a time, while something else happens; gives how each ended. */
export async function underLoad(
  url: string,
  atOnce: number,
  meanwhile: () => Promise<void>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  let isDone = false
  const clients = Array.from({ length: atOnce }, async () => {
    while (!isDone) outcomes.push(await request(url))
  })
  try {
    await meanwhile()
  } finally {
    isDone = true
    await Promise.all(clients)
  }
  return outcomes
}

declare function setTimeout(callback: () => void, milliseconds: number): unknown
declare function clearTimeout(timer: unknown): void

/** Waits as long as a rule asks for, within the limit, or until `gone` settles: the client has left. */
export function pause(milliseconds: number, limit: number, gone: Promise<unknown> | null): Promise<void> {
  const wait = Math.min(milliseconds, limit)
  if (!(wait > 0)) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, wait)
    void gone?.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

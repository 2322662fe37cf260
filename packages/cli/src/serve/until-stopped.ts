/** What signals ask for. */
export interface SignalActions {
  /** SIGHUP. Tells its own errors. */
  reload(): Promise<void>
  /** SIGTERM or SIGINT: gracefully first; a second signal stops at once. */
  stop(graceful: boolean): Promise<void>
}

/** Carries out signals until the process was asked to stop and has stopped. */
export function untilStopped(actions: SignalActions): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = false
    const onStop = (): void => {
      const graceful = !asked
      asked = true
      actions.stop(graceful).then(() => {
        process.off('SIGHUP', onReload)
        process.off('SIGTERM', onStop)
        process.off('SIGINT', onStop)
        resolve()
      }, reject)
    }
    const onReload = (): void => {
      if (!asked) void actions.reload()
    }
    process.on('SIGHUP', onReload)
    process.on('SIGTERM', onStop)
    process.on('SIGINT', onStop)
  })
}

import { MarkedLog } from './marked-log.js'
import { receivedRequest } from './received-request.js'
import { type Destination, sendRaw } from './send-raw.js'
import type { StageRunner } from './stage-runner.js'

/** Runs stages against a server that runs already, whose log file is at hand. */
export async function remoteRunner(destination: Destination, logPath: string, timeout: number): Promise<StageRunner> {
  const log = await MarkedLog.open(logPath, destination, timeout)
  return {
    beginTest: () => {},
    async run(raw, input) {
      const host = input.virtual_host_mode === true ? hostOf(raw) : null
      await log.linesUpToMark(host ?? 'localhost')
      const answer = await sendRaw(destination, raw, timeout)
      const logLines = await log.linesUpToMark(host ?? 'localhost')
      return { ...answer, logLines, backendLog: [], inspections: [] }
    },
    close: () => log.close(),
  }
}

function hostOf(raw: string): string | null {
  return receivedRequest(raw, 'secrule').headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? null
}

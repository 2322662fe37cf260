import { STATUS_CODES } from 'node:http'
import { blockAnswer, eachHeader, type Guard } from '@secrule/host'
import type { Interruption } from 'secrule'
import type { UpgradeListener } from './guarded.js'
import { requestFacts } from './request-facts.js'
import { remember } from './transaction-of.js'

/** How long the other side has to read a refusal. */
const lingerTime = 2_000

/** Phases 1 and 2 in front of a listener. What is said after the switch is not HTTP and is not looked at. */
export function guardUpgrade(guard: Guard, listener: UpgradeListener): UpgradeListener {
  return (request, socket, head) => {
    const facts = requestFacts(guard, request)
    if (!guard.inspects(facts.method, facts.target)) return listener(request, socket, head)
    const inspection = guard.inspect(request.rawHeaders)
    remember(request, inspection)
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    const onError = () => socket.destroy()
    socket.on('error', onError)

    const run = async (): Promise<void> => {
      const { method, target, version, headers, client, server } = facts
      const verdict =
        (await inspection.requestHead({ method, target, version }, headers, client, server)) ??
        (await inspection.requestEnd([]))
      if (!socket.destroyed) {
        if (verdict !== null) await refuse(verdict)
        else {
          socket.off('error', onError)
          process.nextTick(listener, request, socket, head)
        }
      }
      await inspection.finish(socket.destroyed && verdict === null ? 'client closed' : null)
    }
    const refuse = async (verdict: Interruption): Promise<void> => {
      const { method, target, headers, client } = facts
      const blocked = { method, target, headers, client: client.address, isAnswered: false, gone }
      const answer = await blockAnswer(guard, inspection, verdict, blocked)
      if (answer.kind === 'cut') {
        socket.destroy()
        return
      }
      let text = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? 'Not served'}\r\nConnection: close\r\n`
      eachHeader(answer.headers, (name, value) => {
        text += `${name}: ${value}\r\n`
      })
      socket.write(`${text}\r\n`, 'latin1')
      socket.end(answer.body ?? undefined)
      socket.resume()
      setTimeout(() => socket.destroy(), lingerTime).unref()
    }
    run().catch((error: unknown) => {
      guard.reportError(`[id "${inspection.id}"] host: ${String(error)}`)
      socket.destroy()
    })
  }
}

import type { Inspection } from '@secrule/host'
import {
  type BlockAnswer,
  blockAnswer,
  type EngineKit,
  eachHeader,
  Guard,
  pageAnswer,
  type Source,
} from '@secrule/host'
import type { Interruption } from 'secrule/runtime'
import type { ConnectionFacts, FetchOptions } from './fetch-options.js'
import { inspectRequest } from './inspect-request.js'
import { inspectResponse } from './inspect-response.js'
import { knownConnection } from './known-connection.js'
import { type RequestFacts, requestFacts } from './request-facts.js'
import { remember } from './transaction-of.js'

/** What answers requests on platforms with Request and Response. What it gets besides them is handed through. */
export type FetchHandler<Rest extends unknown[]> = (request: Request, ...rest: Rest) => Response | Promise<Response>

/** A handler behind the engine. */
export interface GuardedFetch<Rest extends unknown[]> {
  (request: Request, ...rest: Rest): Promise<Response>
  /** Requests from now on are inspected by these rules; those under way end with theirs. Throws, and changes nothing, when they cannot be used. */
  reload(source: Source): void
  /** Closes the engine, unless it was given. */
  close(): Promise<void>
}

/** Makes `protect` with the parts of secrule that an entry has. */
export function fetchHost(kit: EngineKit) {
  return <Rest extends unknown[]>(handler: FetchHandler<Rest>, options: FetchOptions<Rest>): GuardedFetch<Rest> => {
    const guard = new Guard(options, kit, ['connection'])
    const run = async (request: Request, ...rest: Rest): Promise<Response> => {
      const facts = requestFacts(guard, request, connectionOf(guard, options, request, rest))
      if (!guard.inspects(facts.method, facts.target)) return handler(request, ...rest)
      const inspection = guard.inspect(facts.headers)
      let reason: string | null = null
      try {
        const seen = await inspectRequest(inspection, request, facts)
        if (seen.kind === 'stopped') return await stopped(guard, inspection, facts, seen.verdict)
        if (seen.kind === 'gone') {
          reason = 'client closed'
          return new Response(null, { status: 400 })
        }
        remember(seen.request, inspection)
        remember(request, inspection)
        const response = await answered(guard, inspection, facts, () => handler(seen.request, ...rest))
        // Bun's upgrade is answered by nothing at all.
        if (response === undefined || response === null) return response
        const checked = await inspectResponse(inspection, facts.method, facts.version, response)
        if (checked.kind === 'admitted') return checked.response
        return await stopped(guard, inspection, facts, checked.verdict)
      } catch (error) {
        report(guard, inspection, 'host', error)
        return asResponse(pageAnswer(guard, inspection, facts, { status: 500, headers: [] }), facts)
      } finally {
        await finish(inspection, reason, rest)
      }
    }
    return Object.assign(run, { reload: (source: Source) => guard.reload(source), close: () => guard.close() })
  }
}

function connectionOf<Rest extends unknown[]>(
  guard: Guard,
  options: FetchOptions<Rest>,
  request: Request,
  rest: Rest,
): ConnectionFacts {
  try {
    return options.connection?.(request, ...rest) ?? knownConnection(request, rest)
  } catch (error) {
    guard.reportError(`host: connection: ${String(error)}`)
    return {}
  }
}

/** The application's answer; when it fails, the page of a server error, which the rules see as any other. */
async function answered(
  guard: Guard,
  inspection: Inspection,
  facts: RequestFacts,
  handle: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await handle()
  } catch (error) {
    report(guard, inspection, 'application', error)
    return asResponse(pageAnswer(guard, inspection, facts, { status: 500, headers: [] }), facts)
  }
}

async function stopped(
  guard: Guard,
  inspection: Inspection,
  facts: RequestFacts,
  verdict: Interruption,
): Promise<Response> {
  const { method, target, headers, client } = facts
  const request = { method, target, headers, client: client.address, isAnswered: false, gone: null }
  const answer = await blockAnswer(guard, inspection, verdict, request)
  if (answer.kind === 'cut') facts.drop?.()
  return asResponse(answer, facts)
}

function asResponse(answer: BlockAnswer, facts: RequestFacts): Response {
  // There is no answer that says nothing: what comes closest where the connection cannot be cut.
  if (answer.kind === 'cut') return new Response(null, { status: 403 })
  const headers = new Headers()
  eachHeader(answer.headers, (name, value) => headers.append(name, value))
  const body = facts.method === 'HEAD' ? null : (answer.body as Uint8Array<ArrayBuffer> | null)
  return new Response(body, { status: answer.status, headers })
}

/** Phase 5. Where the platform ends with the answer, it is asked to wait for it; elsewhere the answer waits. */
async function finish(inspection: Inspection, reason: string | null, rest: readonly unknown[]): Promise<void> {
  const done = inspection.finish(reason)
  for (const value of rest) {
    const context = value as { waitUntil?: unknown } | null | undefined
    if (typeof context === 'object' && context !== null && typeof context.waitUntil === 'function') {
      context.waitUntil(done)
      return
    }
  }
  await done
}

function report(guard: Guard, inspection: Inspection, whose: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  guard.reportError(`[id "${inspection.id}"] ${whose}: ${text}`)
}

import type { Suspect, TuneCase } from './tune-case.js'

/** A target of a rule with all requests that it was in. */
export interface Finding extends Suspect {
  readonly requests: number
  readonly clients: number
  /** Requests by path. */
  readonly paths: ReadonlyMap<string, number>
}

/** Clients of a finding that are told apart. */
const mostClients = 1000

/**
 * Collects the cases of a log of any size: all are counted, and of those that are alike the smallest is kept, and the one
 * with the highest score, since what suffices for it suffices for all.
 */
export class CaseBook {
  readonly #alike = new Map<string, readonly TuneCase[]>()
  readonly #findings = new Map<
    string,
    { suspect: Suspect; requests: number; clients: Set<string>; paths: Map<string, number> }
  >()
  blocked = 0

  add(found: TuneCase): void {
    this.blocked++
    const keys = found.suspects.map(({ rule, target }) => `${rule} ${target.text}`)
    const sign = JSON.stringify([found.path, found.stuckAt, ...keys.sort()])
    const [smallest = found, highest = found] = this.#alike.get(sign) ?? []
    this.#alike.set(sign, [
      size(found) < size(smallest) ? found : smallest,
      found.score > highest.score ? found : highest,
    ])
    for (const suspect of found.suspects) this.#count(suspect, found)
  }

  /** Of all cases, those that are kept. */
  get cases(): readonly TuneCase[] {
    return [...new Set([...this.#alike.values()].flat())]
  }

  /** Most frequent first, then by rule. */
  get findings(): readonly Finding[] {
    return [...this.#findings.values()]
      .map(({ suspect, requests, clients, paths }) => ({ ...suspect, requests, clients: clients.size, paths }))
      .sort((a, b) => a.rule - b.rule || b.requests - a.requests)
  }

  #count(suspect: Suspect, { client, path }: TuneCase): void {
    const key = `${suspect.rule} ${suspect.target.text}`
    const finding = this.#findings.get(key) ?? { suspect, requests: 0, clients: new Set(), paths: new Map() }
    this.#findings.set(key, finding)
    finding.requests++
    if (finding.clients.size < mostClients) finding.clients.add(client)
    finding.paths.set(path, (finding.paths.get(path) ?? 0) + 1)
  }
}

function size({ exchange: { request } }: TuneCase): number {
  return request.body.length + request.target.length
}

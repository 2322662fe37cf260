// The subpath `@secrule/host/prometheus`: needs prom-client, which is an optional peer.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { EngineObserver } from './engine-observer.js'

export interface PrometheusOptions {
  /** Records that the audit log lost so far: `engine.lostAuditRecords`. */
  readonly lostAuditRecords?: () => number
  /** Rules that get a series of their own in the counter of blocks; further ones count as `other`. 200. */
  readonly mostRules?: number
}

/** Upper ends of the classes of phase times, in seconds: a phase takes from microseconds to seconds. */
const buckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]
const actions = ['deny', 'drop', 'redirect', 'proxy']

/**
 * An observer that counts for Prometheus, in a registry of prom-client: give it to a host as `observer`, and serve
 * `registry.metrics()`. No label comes from traffic, so the number of series is bounded by the rules.
 */
export function prometheusObserver(registry: Registry, options: PrometheusOptions = {}): EngineObserver {
  const { lostAuditRecords, mostRules = 200 } = options
  const registers = [registry]
  const requests = new Counter({ name: 'secrule_requests_total', help: 'Requests that were inspected.', registers })
  const active = new Gauge({ name: 'secrule_requests_active', help: 'Requests that are being inspected.', registers })
  const blocks = new Counter({
    name: 'secrule_blocks_total',
    help: 'Requests and responses that were stopped, by rule (0: a limit or an error), phase and action.',
    labelNames: ['rule', 'phase', 'action'],
    registers,
  })
  const times = new Histogram({
    name: 'secrule_phase_duration_seconds',
    help: 'Time that a phase of a request took: rules, and reading the body that they look at.',
    labelNames: ['phase'],
    buckets,
    registers,
  })
  const bytes = new Counter({
    name: 'secrule_body_bytes_total',
    help: 'Bytes of bodies that were inspected.',
    labelNames: ['body'],
    registers,
  })
  const errors = new Counter({ name: 'secrule_errors_total', help: 'Calls of the engine that failed.', registers })
  const reloads = reloadCounter(registry)
  if (lostAuditRecords !== undefined) {
    new Counter({
      name: 'secrule_audit_records_lost_total',
      help: 'Audit records that could not be written.',
      registers,
      collect() {
        this.reset()
        this.inc(lostAuditRecords())
      },
    })
  }
  // Series that are there from the beginning can be alerted on; `labels` looks one up once for all.
  const phases = [1, 2, 3, 4, 5].map((phase) => {
    times.zero({ phase })
    return times.labels({ phase })
  })
  const bodies = { request: bytes.labels({ body: 'request' }), response: bytes.labels({ body: 'response' }) }
  for (const each of Object.values(bodies)) each.inc(0)
  for (const result of ['success', 'failure']) reloads.inc({ result }, 0)
  const known = new Set<number>()
  return {
    began() {
      requests.inc()
      active.inc()
    },
    phase(phase, seconds) {
      phases[phase - 1]?.observe(seconds)
    },
    bytes(which, count) {
      bodies[which].inc(count)
    },
    finished(interruption) {
      active.dec()
      if (interruption === null) return
      const { ruleId, phase, action } = interruption
      if (known.size < mostRules) known.add(ruleId)
      const rule = known.has(ruleId) ? `${ruleId}` : 'other'
      blocks.inc({ rule, phase, action: actions.includes(action) ? action : 'other' })
    },
    failed() {
      errors.inc()
    },
    reloaded(isUsable) {
      reloads.inc({ result: isUsable ? 'success' : 'failure' })
    },
  }
}

/** Times that rules were loaded again, by `result`: also for a process that loads rules and runs none. */
export function reloadCounter(registry: Registry): Counter<'result'> {
  return new Counter({
    name: 'secrule_reloads_total',
    help: 'Times that rules were loaded again, by result.',
    labelNames: ['result'],
    // every process of several loads the same rules
    aggregator: 'max',
    registers: [registry],
  })
}

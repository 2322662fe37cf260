import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type InspectingEngine, observedEngine } from '@secrule/host'
import { prometheusObserver } from '@secrule/host/prometheus'
import type { Proxy as ReverseProxy } from '@secrule/proxy'
import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Engine } from 'secrule'
import { CommandError } from '../command-error.js'

/** An engine that is counted. */
export interface EngineMetrics {
  /** The engine to run the proxy with. */
  readonly engine: InspectingEngine
  readonly registry: Registry
  /** Rules were to be loaded again and have errors. */
  notReloaded(): void
}

/** Counts what an engine and this process do. */
export function engineMetrics(engine: Engine): EngineMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const observer = prometheusObserver(registry, { lostAuditRecords: () => engine.lostAuditRecords })
  return {
    engine: observedEngine(engine, observer),
    registry,
    notReloaded: () => observer.reloaded(false),
  }
}

/** Metrics on an address of their own, so that they are not where the site is. */
export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

/** Serves what `read` gives, Prometheus' text form, at /metrics. */
export async function serveMetrics(listen: string, read: () => Promise<string>): Promise<MetricsServer> {
  const { host, port } = addressOf(listen)
  const server = createServer((request, response) => {
    if (request.url?.replace(/\?.*$/, '') !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('metrics are at /metrics\n')
      return
    }
    read().then(
      (text) => response.writeHead(200, { 'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  await listening(server, host, port, listen)
  // A reader of metrics does not keep the process alive.
  server.unref()
  return {
    url: urlOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The metrics of several processes as one. */
export function joinedMetrics(processes: readonly object[]): Promise<string> {
  return AggregatorRegistry.aggregate([...processes]).metrics()
}

/** Counts what becomes of requests in the proxy, too. */
export function proxyMetrics(proxy: ReverseProxy, registry: Registry): void {
  new Counter({
    name: 'secrule_proxy_exchanges_total',
    help: 'Requests that came in, by how they ended other than with the answer of the site.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      const { requests, blocked, refused, failed, cut } = proxy.status()
      this.reset()
      for (const [outcome, count] of Object.entries({ all: requests, blocked, refused, failed, cut })) {
        this.inc({ outcome }, count)
      }
    },
  })
  new Gauge({
    name: 'secrule_proxy_connections',
    help: 'Connections that are open, to clients and to the site.',
    labelNames: ['side'],
    registers: [registry],
    collect() {
      const { connections, upstreamConnections } = proxy.status()
      this.set({ side: 'client' }, connections)
      this.set({ side: 'upstream' }, upstreamConnections)
    },
  })
}

/** `9100`, `:9100`, `0.0.0.0:9100`, `[::1]:9100`. Without a host only this machine can read. */
function addressOf(listen: string): { readonly host: string; readonly port: number } {
  const parts = /^(?:\[([^\]]+)\]:|([^:]*):)?(\d{1,5})$/.exec(listen)
  const port = Number(parts?.[3] ?? Number.NaN)
  if (parts === null || port > 65_535) throw new CommandError(`--metrics takes [HOST:]PORT, not ${listen}`)
  return { host: parts[1] ?? (parts[2] || '127.0.0.1'), port }
}

function listening(server: Server, host: string, port: number, listen: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(new CommandError(`cannot serve metrics on ${listen}: ${error.message}`)))
    server.listen(port, host, () => resolve())
  })
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`
}

export type { EngineTransaction, InspectingEngine } from '@secrule/host'
export type { Ends } from './channel.js'
export { createProxy, type Proxy, type ProxyAddress, type ProxyStatus } from './create-proxy.js'
export { createDemoSite } from './demo-site.js'
export { type HealthServer, openHealth } from './health-server.js'
export { joinHeaders } from './join-headers.js'
export {
  type ClientTls,
  defaultLimits,
  defaultMethods,
  defaultTimeouts,
  type ProxyLimits,
  type ProxyOptions,
  type Timeouts,
  type UpstreamTls,
} from './options.js'
export { type ProxyHeader, readProxyHeader } from './proxy-header.js'
export type { AccessEntry, ProxyLogger } from './proxy-logger.js'

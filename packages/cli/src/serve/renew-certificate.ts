import type { Proxy as ReverseProxy } from '@secrule/proxy'
import { readTls, type ServeConfig } from './config.js'
import type { ErrorLog } from './error-log.js'

/**
 * Reads certificate and key again, where there are any. When they cannot be used, the old ones stay and the reason is in the
 * log. Connections that are open keep what they were shown.
 */
export function renewCertificate({ tlsFiles, proxy: options }: ServeConfig, proxy: ReverseProxy, log: ErrorLog): void {
  if (tlsFiles === undefined) return
  try {
    proxy.renewTls({ ...options?.tls, ...readTls(tlsFiles) })
    log.write('certificate read again')
  } catch (error) {
    log.write(
      `certificate not read again, the old one stays: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

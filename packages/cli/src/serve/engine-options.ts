import type { ServeConfig } from './config.js'
import type { WorkerStart } from './worker-message.js'

/** What the configuration says of the engine itself. */
export function engineOptions({
  allowPrograms = false,
  maskCredentials = false,
  proxy,
}: ServeConfig): WorkerStart['engine'] {
  return { allowPrograms, maskCredentials, onError: proxy?.onError === 'pass' ? 'pass' : 'block' }
}

import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { protect } from '@secrule/fetch'
import { type Context, Hono } from 'hono'
import { type Configuration, optionsOf } from './configurations.js'
import { fetchSite } from './fetch-site.js'
import type { Host, OpenSite } from './host.js'

/** Hono on Node's server: what stands in `c.env` there gives raw headers, the target as sent and a socket to drop. */
export const honoHost: Host = {
  name: 'Hono 4',
  gaps: {
    'WebSocket passes': 'an upgrade is an event of the server, which no fetch handler sees',
  },
  open: openHono,
}

function openHono(configuration: Configuration): Promise<OpenSite> {
  const { options, journal } = optionsOf(configuration)
  const app = new Hono()
  const site = fetchSite(journal, null)
  app.all('*', (context: Context) => site(context.req.raw))
  app.onError((error) => {
    throw error
  })
  const guard = protect(app.fetch, options)
  return new Promise((resolve) => {
    const server = serve({ fetch: guard, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      resolve({
        port,
        async close() {
          ;(server as Server).closeAllConnections()
          await new Promise((done) => server.close(done))
          await guard.close()
        },
      })
    })
  })
}

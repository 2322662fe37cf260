import 'reflect-metadata'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { All, Controller, Module, Req, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { express } from '@secrule/node'
import { type Configuration, optionsOf } from './configurations.js'
import type { Host, OpenSite } from './host.js'
import { answerSockets, sendLikeExpress, siteRequest } from './node-hosts.js'
import { answer } from './site.js'

/** NestJS on Express. Decorators are called as the functions they are. */
export const nestHost: Host = { name: 'NestJS 11', gaps: {}, open: openNest }

async function openNest(configuration: Configuration): Promise<OpenSite> {
  const { options, journal } = optionsOf(configuration)
  const guard = express(options)
  class Site {
    async answer(request: IncomingMessage & { body?: unknown }, response: ServerResponse): Promise<void> {
      sendLikeExpress(
        response,
        await answer(
          siteRequest(request, async () => request.body),
          journal,
        ),
      )
    }
  }
  const handler = Object.getOwnPropertyDescriptor(Site.prototype, 'answer') as PropertyDescriptor
  Req()(Site.prototype, 'answer', 0)
  Res()(Site.prototype, 'answer', 1)
  All('*path')(Site.prototype, 'answer', handler)
  Controller()(Site)
  class Root {}
  Module({ controllers: [Site] })(Root)
  const app = await NestFactory.create(Root, { logger: false })
  app.use(guard)
  const server = app.getHttpServer() as Server
  answerSockets(server, guard, journal)
  await app.listen(0, '127.0.0.1')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await app.close()
      await guard.close()
    },
  }
}

// What runs inside Deno, Bun and workerd: all sites in one process. Bundled by the test; no Node in here.
import { protect } from '@secrule/fetch'
import { type Configuration, configurations, optionsOf } from './configurations.js'
import { fetchSite } from './fetch-site.js'

type Handler = (request: Request, ...rest: unknown[]) => Response | Promise<Response>
interface DenoSocket {
  onmessage: ((event: { data: unknown }) => void) | null
  send(data: string): void
}
interface DenoApi {
  serve(options: object, handler: Handler): { readonly addr: { readonly port: number } }
  upgradeWebSocket(request: Request): { socket: DenoSocket; response: Response }
}
interface BunServer {
  readonly port: number
  upgrade(request: Request): boolean
}
interface BunApi {
  serve(options: object): BunServer
}
interface WorkerSocket {
  accept(): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  send(data: string): void
}
const { Deno, Bun, WebSocketPair } = globalThis as {
  Deno?: DenoApi
  Bun?: BunApi
  WebSocketPair?: new () => { 0: WorkerSocket; 1: WorkerSocket }
}

function upgrade(request: Request, rest: readonly unknown[]): Response {
  if (Deno !== undefined) {
    const { socket, response } = Deno.upgradeWebSocket(request)
    socket.onmessage = ({ data }) => socket.send(`echo ${data}`)
    return response
  }
  if (Bun !== undefined) {
    const [server] = rest as [BunServer]
    // Nothing is what Bun wants to hear after an upgrade.
    return (server.upgrade(request) ? undefined : new Response('no upgrade', { status: 500 })) as Response
  }
  if (WebSocketPair === undefined) throw new Error('no way to upgrade')
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  server.addEventListener('message', ({ data }) => server.send(`echo ${data}`))
  return new Response(null, { status: 101, webSocket: client } as ResponseInit)
}

function open(configuration: Configuration): Handler {
  const { options, journal } = optionsOf(configuration)
  return protect(fetchSite(journal, upgrade), options)
}

const ports: Record<string, number> = {}
if (Deno !== undefined || Bun !== undefined) {
  for (const configuration of configurations) {
    const fetch = open(configuration)
    const websocket = {
      message(socket: { send(data: string): void }, data: unknown) {
        socket.send(`echo ${data}`)
      },
    }
    const hostname = '127.0.0.1'
    ports[configuration] =
      Deno?.serve({ port: 0, hostname, onListen() {} }, fetch).addr.port ??
      Bun?.serve({ port: 0, hostname, fetch, websocket }).port ??
      0
  }
  console.log(JSON.stringify(ports))
}

let handler: Handler | null = null
/** For workerd: each site is a worker of its own, told by its binding which. */
export default Deno !== undefined || Bun !== undefined
  ? {}
  : {
      fetch(request: Request, env: { readonly CONFIGURATION: Configuration }, context: unknown) {
        handler ??= open(env.CONFIGURATION)
        return handler(request, env, context)
      },
    }

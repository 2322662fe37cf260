import type { HostOptions } from '@secrule/host'

/** What a platform knows of a request and its connection beyond the Request object. Everything may be left out. */
export interface ConnectionFacts {
  /** The peer's address, as a proxy in front of us or the client itself has it. */
  readonly address?: string
  readonly port?: number
  readonly serverAddress?: string
  readonly serverPort?: number
  /** `1.1`, `2`. Default: `1.1`. */
  readonly httpVersion?: string
  /** The request target as it was sent. Default: path and query of `request.url`. */
  readonly target?: string
  /** Name, value, name, value … as they were sent. Default: those of `request.headers`. */
  readonly headers?: readonly string[]
  /** Cuts the connection. Where there is none, a `drop` is an empty answer with status 403. */
  drop?(): void
}

/** What `protect` takes: the options of every host, and how to learn about the connection. */
export interface FetchOptions<Rest extends readonly unknown[] = readonly unknown[]> extends HostOptions {
  /**
   * Tells what the platform knows. Without it the arguments of Deno.serve, Bun.serve and @hono/node-server are understood,
   * and Cloudflare's `request.cf` with CF-Connecting-IP; elsewhere the client has no address.
   */
  connection?(request: Request, ...rest: Rest): ConnectionFacts
}

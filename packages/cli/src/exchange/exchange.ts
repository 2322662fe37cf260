/** A request as a host would show it to the engine. All texts are byte strings. */
export interface HttpRequest {
  /** The line as it was sent, when it is known; the engine then reads it itself. */
  readonly line?: string
  readonly method: string
  readonly target: string
  /** `1.1`, `2` */
  readonly version: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** A response as the upstream gave it. */
export interface HttpResponse {
  readonly status: number
  readonly version: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

/** A request with the response it would get, if that is known. */
export interface Exchange {
  readonly request: HttpRequest
  readonly response: HttpResponse | null
}

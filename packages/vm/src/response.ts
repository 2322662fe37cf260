import type { ResponseState } from '@secrule/program'
import { ListCollection } from './list-collection.js'
import type { MessageBody } from './message-body.js'

/** What a response is made of, as variables read it. */
export class Response implements ResponseState {
  status = 0
  protocol = ''
  readonly headers = new ListCollection()
  readonly body: MessageBody
  headersOverLimit = false

  constructor(body: MessageBody) {
    this.body = body
  }

  get contentType(): string {
    const header = this.headers.first('content-type') ?? ''
    const end = header.indexOf(';')
    return (end < 0 ? header : header.slice(0, end)).trim()
  }
}

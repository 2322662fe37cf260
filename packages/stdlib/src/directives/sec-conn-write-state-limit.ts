import { connectionLimit } from './connection-limit.js'

export const secConnWriteStateLimit = connectionLimit({
  name: 'SecConnWriteStateLimit',
  aliases: ['SecWriteStateLimit'],
  summary: 'How many connections of one client may be receiving a response. The proxy honours it.',
  example: 'SecConnWriteStateLimit 50',
  engines: 'v3 rejects it, Coraza ignores it.',
  setting: 'connWriteStateLimit',
})

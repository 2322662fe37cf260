import { connectionLimit } from './connection-limit.js'

export const secConnWriteStateLimit = connectionLimit({
  name: 'SecConnWriteStateLimit',
  aliases: ['SecWriteStateLimit'],
  summary:
    'How many connections of one client may be open at one time; the proxy honours it as it does SecConnReadStateLimit.',
  example: 'SecConnWriteStateLimit 50',
  engines: 'v3 rejects it, Coraza ignores it.',
  setting: 'connWriteStateLimit',
})

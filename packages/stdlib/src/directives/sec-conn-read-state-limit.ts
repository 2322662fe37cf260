import { connectionLimit } from './connection-limit.js'

export const secConnReadStateLimit = connectionLimit({
  name: 'SecConnReadStateLimit',
  aliases: ['SecReadStateLimit'],
  summary: 'How many connections of one client may be sending a request. The proxy honours it.',
  example: 'SecConnReadStateLimit 50 "!@ipMatch 127.0.0.1"',
  engines: 'v3 rejects it, Coraza ignores it.',
  setting: 'connReadStateLimit',
})

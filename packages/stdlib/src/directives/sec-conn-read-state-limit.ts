import { connectionLimit } from './connection-limit.js'

export const secConnReadStateLimit = connectionLimit({
  name: 'SecConnReadStateLimit',
  aliases: ['SecReadStateLimit'],
  summary:
    'How many connections of one client may be open at one time, in whatever state; the proxy honours it where SecConnEngine is On.',
  example: 'SecConnReadStateLimit 50 "!@ipMatch 127.0.0.1"',
  engines: 'v3 rejects it, Coraza ignores it.',
  setting: 'connReadStateLimit',
})

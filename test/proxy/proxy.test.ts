import t from 'tap'
import { requestCases } from './request-cases.js'
import { smuggling } from './smuggling.js'

t.setTimeout(600_000)
t.test('request smuggling', smuggling)
t.test('requests', requestCases)

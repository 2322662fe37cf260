import t from 'tap'
import { connectionCases } from './connection-cases.js'
import { engineCases } from './engine-cases.js'
import { failureCases } from './failure-cases.js'
import { http2Cases } from './http2-cases.js'
import { mannerCases } from './manner-cases.js'
import { proxyHeaderCases } from './proxy-header-cases.js'
import { refusedCases } from './refused-cases.js'
import { requestCases } from './request-cases.js'
import { responseCases } from './response-cases.js'
import { smuggling } from './smuggling.js'
import { soak } from './soak.js'
import { tlsCases } from './tls-cases.js'
import { verdictCases } from './verdict-cases.js'

t.setTimeout(600_000)
t.test('request smuggling', smuggling)
t.test('requests', requestCases)
t.test('doing as httpd', mannerCases)
t.test('refused requests', refusedCases)
t.test('verdicts', verdictCases)
t.test('responses', responseCases)
t.test('failures', failureCases)
t.test('connections', connectionCases)
t.test('HTTP/2', http2Cases)
t.test('TLS toward clients', tlsCases)
t.test('the PROXY protocol', proxyHeaderCases)
t.test('a real ruleset', engineCases)
t.test('many bad clients', soak)

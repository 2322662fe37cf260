import type { ServerManner } from './test-plan.js'
import type { TestResult } from './test-result.js'

/** How the tests were called, as far as it matters for one of them. */
export interface TestCall {
  readonly rules: readonly string[]
  readonly dialect: string | undefined
  readonly overrides: string | undefined
  readonly isServed: boolean
  readonly server: ServerManner
  readonly url: string | undefined
  readonly log: string | undefined
}

/** The command that runs one test alone and explains it, ready for a shell. */
export function repeatCommand({ id, file }: Pick<TestResult, 'id' | 'file'>, call: TestCall): string {
  const words = ['secrule', 'test', file, '--include', `^${id.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`]
  if (call.isServed) words.push('--serve')
  if (call.server !== 'httpd') words.push('--server', call.server)
  if (call.url !== undefined) words.push('--url', call.url)
  if (call.log !== undefined) words.push('--log', call.log)
  if (call.dialect !== undefined) words.push('--dialect', call.dialect)
  if (call.overrides !== undefined) words.push('--overrides', call.overrides)
  if (call.rules.length > 0) words.push('--rules', ...call.rules)
  if (call.url === undefined) words.push('--explain')
  return words.map(shellWord).join(' ')
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

import { readFileSync } from 'node:fs'
import { fileProblem } from '../file-problem.js'
import { readOutput } from './read-output.js'
import type { FtwOutput } from './test-case.js'
import { YamlReader } from './yaml-reader.js'

/** What is different with a test here. */
export interface Override {
  readonly reason: string
  /** Null: it is ignored. Else what its stages are to lead to instead. */
  readonly expect: readonly FtwOutput[] | null
}

/** Overrides by the id of the test. */
export type Overrides = ReadonlyMap<string, Override>

/** Whether requests go over a socket. */
export type Transport = 'process' | 'wire'

/**
 * Reads a file of overrides (YAML or JSON): for the id of a test either `ignored: true` or `expect`, an output (or a list
 * of them, one a stage) in the place of the written one; always with a `reason`; with `only: process` or `only: wire`
 * where it holds for just one way of running.
 */
export function readOverrides(path: string, transport: Transport): Overrides {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw fileProblem('read', path, error)
  }
  const reader = new YamlReader(path, text)
  const overrides = new Map<string, Override>()
  for (const [id, value] of Object.entries(reader.map(reader.content, '', null))) {
    const { ignored, expect, reason, only } = reader.map(value, id, ['ignored', 'expect', 'reason', 'only'])
    if (typeof reason !== 'string' || reason.trim() === '') reader.fail(id, 'there must be a `reason`')
    if (only !== undefined && only !== 'process' && only !== 'wire') reader.fail(id, '`only` is process or wire')
    const isIgnored = ignored !== undefined && reader.flag(ignored, `${id}, ignored`)
    if (isIgnored === (expect !== undefined)) reader.fail(id, 'there must be either `ignored: true` or `expect`')
    const outputs = isIgnored ? null : Array.isArray(expect) ? expect : [expect]
    const read = outputs?.map((each, at) => readOutput(reader, each, `${id}, expect ${at + 1}`)) ?? null
    if (only === undefined || only === transport) overrides.set(id, { reason: reason as string, expect: read })
  }
  return overrides
}

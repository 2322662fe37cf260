import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { FtwStage, FtwTest } from './test-case.js'

/** A test file as YAML has it. */
interface FtwFile {
  readonly rule_id?: number
  readonly meta?: { readonly name?: string }
  readonly tests?: readonly {
    readonly test_id?: number | string
    readonly desc?: string
    readonly stages?: readonly (FtwStage | { readonly stage: FtwStage })[]
  }[]
}

/** A test file that cannot be used, with the reason. */
export class TestFileError extends Error {}

/** Reads all tests of files and folders (searched for .yaml and .yml), in name order. Throws TestFileError. */
export function loadTests(paths: readonly string[]): readonly FtwTest[] {
  return paths.flatMap(testFiles).flatMap(readTests)
}

function testFiles(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new TestFileError(`cannot read ${path}`)
  if (!found.isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name))
}

function readTests(file: string): readonly FtwTest[] {
  let content: FtwFile
  try {
    content = parse(readFileSync(file, 'utf8')) as FtwFile
  } catch (error) {
    throw new TestFileError(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
  }
  if (!Array.isArray(content?.tests)) throw new TestFileError(`${file}: there is no list \`tests\``)
  const rule = content.rule_id ?? content.meta?.name?.replace(/\.ya?ml$/, '') ?? '0'
  return content.tests.map((test, place) => ({
    id: `${rule}-${test.test_id ?? place + 1}`,
    file,
    description: test.desc ?? '',
    stages: (test.stages ?? []).map(
      (stage: FtwStage | { readonly stage: FtwStage }): FtwStage => ('stage' in stage ? stage.stage : stage),
    ),
  }))
}

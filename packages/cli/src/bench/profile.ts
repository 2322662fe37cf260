import type { Program, RuleInfo } from 'secrule'
import { runExchange } from '../exchange/run-exchange.js'
import type { WorkloadRequest } from '../exchange/workload.js'
import { engineOf } from '../open-engine.js'
import type { Terminal } from '../terminal.js'
import { type Cost, Recorder } from './recorder.js'

/** What a stage, a transformation or a rule costs a request of the workload, on average. */
export interface ProfiledPart {
  readonly name: string
  readonly microseconds: number
  /** Of the time of the whole. */
  readonly share: number
  /** How often a request comes to it. */
  readonly times: number
}

/** A rule, with its place. */
export interface ProfiledRule extends ProfiledPart {
  readonly file: string
  readonly line: number
  readonly phase: number
}

/** Where the time of a workload goes. */
export interface Profile {
  /** How often the whole workload was run. */
  readonly rounds: number
  /** What a request took on average while it was watched. */
  readonly microseconds: number
  /** All of them, so that they add up to the whole. */
  readonly stages: readonly ProfiledPart[]
  /** The ten that cost most; as all rules below, without the transformations that they asked for. */
  readonly rules: readonly ProfiledRule[]
  readonly transformations: readonly ProfiledPart[]
}

const mostShown = 10
const fewestRounds = 3

/** Runs the workload again, round by round, with an engine that tells what it works on; `budget` is that of each request. */
export async function profile(
  program: Program,
  workload: readonly WorkloadRequest[],
  budget: number,
  terminal: Terminal,
): Promise<Profile> {
  const recorder = new Recorder()
  // requests that are never the same twice: nothing is known of a value from an earlier one
  const engine = await engineOf(program, terminal, { profiler: recorder, limits: { knownValues: 0 } })
  const onRule = (rule: RuleInfo): void => recorder.rule(rule)
  const round = async (name: string): Promise<void> => {
    for (const [at, request] of workload.entries()) {
      terminal.progress(`${name} ${at + 1}/${workload.length} ${request.id}`)
      recorder.begin()
      await runExchange(engine, request, () => null, { onRule })
      recorder.end()
    }
  }
  try {
    const warm = performance.now() + (budget * workload.length) / 10
    do await round('profile, warming up')
    while (performance.now() < warm)
    recorder.clear()
    const end = performance.now() + budget * workload.length
    let rounds = 0
    while (rounds < fewestRounds || performance.now() < end) await round(`profile, round ${++rounds}`)
    return report(recorder, rounds, rounds * workload.length)
  } finally {
    terminal.progress('')
    await engine.close()
  }
}

function report(recorder: Recorder, rounds: number, requests: number): Profile {
  const whole = [...recorder.stages.values()].reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const part = ({ name, milliseconds, times }: Cost): ProfiledPart => ({
    name,
    microseconds: (milliseconds * 1000) / requests,
    share: whole === 0 ? 0 : milliseconds / whole,
    times: times / requests,
  })
  const rules = [...recorder.rules].map(([{ file, line, phase }, cost]) => ({ ...part(cost), file, line, phase }))
  return {
    rounds,
    microseconds: (whole * 1000) / requests,
    stages: costliest([...recorder.stages.values()].map(part), recorder.stages.size),
    rules: costliest(rules),
    transformations: costliest([...recorder.transformations.values()].map(part)),
  }
}

function costliest<Part extends ProfiledPart>(parts: readonly Part[], most = mostShown): readonly Part[] {
  return [...parts].sort((a, b) => b.microseconds - a.microseconds).slice(0, most)
}

import { Command, InvalidArgumentError } from 'commander'
import type { DialectName } from 'secrule'
import { type BenchReport, measure } from '../bench/measure.js'
import { CommandError } from '../command-error.js'
import { readWorkload } from '../exchange/workload.js'
import type { Finish } from '../exit-codes.js'
import { renderBench } from '../render/bench.js'
import { renderProfile } from '../render/profile.js'
import { partRules, withRules } from '../rules-options.js'
import type { Terminal } from '../terminal.js'

interface BenchOptions {
  readonly rules?: readonly string[]
  readonly dialect?: DialectName
  readonly budget: number
  readonly profile?: boolean
  readonly json?: boolean
}

/** `secrule bench`: what a ruleset costs on a workload, in this process. */
export function benchCommand(terminal: Terminal, _finish: Finish): Command {
  return withRules(new Command('bench'))
    .description('measure load time, memory and CPU time per request of rules on a workload')
    .argument('[workload]', 'a workload file (JSON: schema 1, requests)')
    .option('--budget <milliseconds>', 'time to spend on each request', milliseconds, 200)
    .option('--profile', 'also name the ten rules, transformations and stages that cost most (takes twice the time)')
    .option('--json', 'print as JSON')
    .action(async (argument: string | undefined, options: BenchOptions) => {
      const { rules, last } = partRules(options.rules, argument)
      if (last === undefined) throw new CommandError('which workload? Give a JSON file after the options')
      const workload = readWorkload(last)
      const { openEngine } = await import('../open-engine.js')
      const before = process.memoryUsage()
      const {
        engine,
        program,
        milliseconds: loadMilliseconds,
      } = await openEngine({ rules, dialect: options.dialect }, terminal)
      const after = process.memoryUsage()
      try {
        const requests = await measure(engine, workload, options.budget, terminal)
        const report: BenchReport = {
          rules: program.counts.rules,
          loadMilliseconds,
          memory: { loadedBytes: after.rss - before.rss, residentBytes: process.memoryUsage().rss },
          requests,
        }
        const { profile } = await import('../bench/profile.js')
        const costs = options.profile === true ? await profile(program, workload, options.budget, terminal) : null
        if (options.json === true)
          terminal.print(JSON.stringify(costs === null ? report : { ...report, profile: costs }, null, 2))
        else {
          terminal.print(renderBench(report, terminal.paint))
          if (costs !== null) terminal.print(`\n${renderProfile(costs, terminal.paint)}`)
        }
      } finally {
        await engine.close()
      }
    })
}

function milliseconds(text: string): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('write milliseconds, 1 or more.')
  return Number(text)
}

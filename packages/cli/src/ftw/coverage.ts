import type { Program, RuleInfo } from 'secrule'

/** How often a rule was come to, and how often it matched. */
export interface RuleCoverage {
  readonly id: number
  readonly file: string
  readonly line: number
  readonly tried: number
  readonly matched: number
}

/** Counts by the index of the rule, as threads send them to each other. */
export interface CoverageCounts {
  readonly tried: Float64Array
  readonly matched: Float64Array
}

/** Counts which rules of a program were tried and which matched. */
export class Coverage {
  readonly counts: CoverageCounts
  private readonly rules: readonly RuleInfo[]
  private readonly places = new Map<string, number>()

  constructor(program: Program) {
    this.rules = program.rules
    const { length } = program.rules
    this.counts = { tried: new Float64Array(length), matched: new Float64Array(length) }
    for (const rule of program.rules) if (rule.starter === rule.index) this.places.set(placeOf(rule), rule.index)
  }

  tried(rule: RuleInfo): void {
    this.counts.tried[rule.index]!++
  }

  /** A match; rules are known by id and place, since several may have the id 0. */
  matched(rule: { readonly id: number; readonly file: string; readonly line: number }): void {
    const index = this.places.get(placeOf(rule))
    if (index !== undefined) this.counts.matched[index]!++
  }

  add({ tried, matched }: CoverageCounts): void {
    for (let index = 0; index < this.rules.length; index++) {
      this.counts.tried[index]! += tried[index]!
      this.counts.matched[index]! += matched[index]!
    }
  }

  /** All rules in the order of the files; links of chains belong to the first rule. */
  report(): readonly RuleCoverage[] {
    return this.rules
      .filter((rule) => rule.starter === rule.index)
      .map(({ id, file, line, index }) => ({
        id,
        file,
        line,
        tried: this.counts.tried[index]!,
        matched: this.counts.matched[index]!,
      }))
  }
}

function placeOf({ id, file, line }: { readonly id: number; readonly file: string; readonly line: number }): string {
  return `${id} ${line} ${file}`
}

import { Op, type Program, type SkipTarget } from '@secrule/program'

/** Where a phase begins, and what of a skip is still left behind it. */
export interface PhaseEntry {
  readonly address: number
  readonly left: SkipTarget | null
}

/** The first instruction of a phase that runs: behind what a skip of an earlier phase goes on over. */
export function phaseEntry({ code, entries, markers }: Program, phase: number, skip: SkipTarget | null): PhaseEntry {
  const start = entries[phase]!
  if (skip === null) return { address: start, left: null }
  const end = (entries[phase + 1] ?? code.length) - 1
  if ('label' in skip) {
    const marker = markers.find(({ label, address }) => label === skip.label && address >= start && address <= end)
    return marker === undefined ? { address: end, left: skip } : { address: marker.address, left: null }
  }
  let { rules } = skip
  let address = start
  // a rule says where the next one stands
  for (; rules > 0 && code[address] === Op.rule; rules--) address = code[address + 2]!
  return { address, left: rules > 0 ? { rules } : null }
}

import { displayText } from '../display-text.js'
import type { TuneResult } from './tune.js'

/** The exclusions as files, with what a reader of them should know. Empty: there is nothing to put there. */
export function tunedFiles({ files, proposals, records, blocked }: TuneResult): { before: string; after: string } {
  const head = [
    `# Exclusions proposed by \`secrule tune\` from ${records} records, of which ${blocked} were blocked.`,
    '# Each lets values pass that a rule would have stopped: keep only those whose values you know to be fine.',
  ]
  const whole = proposals.filter(({ isWhole }) => isWhole)
  const notes = whole.map(
    ({ rule, target, location }) =>
      `# Rule ${rule} looks at nothing but ${target.text}: it is off at ${displayText(location.text)}.`,
  )
  const before =
    files.before === ''
      ? ''
      : [...head, '# Load this before the rules that it names.', ...new Set(notes), '', files.before, ''].join('\n')
  const after =
    files.after === '' ? '' : [...head, '# Load this after the rules that it names.', '', files.after, ''].join('\n')
  return { before, after }
}

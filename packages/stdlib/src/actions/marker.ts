import { action, problem } from '@secrule/program'

export const marker = action<never>({
  name: 'marker',
  summary: 'Internal to v2, which stores SecMarker that way. Rules cannot use it.',
  example: 'SecMarker END-CHECKS',
  engines: 'v2 accepts it in rules; v3 and Coraza reject it.',
  group: 'flow',
  argument: 'optional',
  repeat: 'last',
  inLink: false,
  inDefault: false,
  compile: (_argument, span) =>
    problem(
      span,
      'unsupported',
      'action `marker`',
      'it is how v2 stores a marker',
      'write a line `SecMarker NAME` instead',
    ),
})

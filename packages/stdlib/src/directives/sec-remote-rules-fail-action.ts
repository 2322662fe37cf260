import { directive, type Settings } from '@secrule/program'
import { choice } from './choice.js'

export const secRemoteRulesFailAction = directive<Settings['remoteRulesFailAction']>({
  name: 'SecRemoteRulesFailAction',
  summary: 'Whether the load stops when a SecRemoteRules after this line cannot fetch its rules.',
  example: 'SecRemoteRulesFailAction Warn',
  form: 'Abort|Warn',
  words: [1, 1],
  group: 'setting',
  compile: choice('SecRemoteRulesFailAction', 'Abort', 'Warn'),
  apply: (remoteRulesFailAction, settings) => {
    settings.remoteRulesFailAction = remoteRulesFailAction
  },
})

import { dialects } from '@secrule/program'
import { type Command, Option } from 'commander'

/** `--dialect`, for every command that reads rules. */
export function dialectOption(): Option {
  return new Option('--dialect <name>', 'whose behaviour the rules are compiled for').choices(Object.keys(dialects))
}

/** Adds `--rules` and `--dialect` to a command. */
export function withRules(command: Command): Command {
  return command
    .option('--rules <files...>', 'rule files, globs, or one .srb bundle (default: the starter rules)')
    .addOption(dialectOption())
}

/**
 * Parts the list after `--rules` from what follows it: `--rules FILES… LAST` reads as one list on the command line.
 * What does not look like rules at its end is LAST.
 */
export function partRules(
  rules: readonly string[] | undefined,
  last: string | undefined,
): { readonly rules: readonly string[] | undefined; readonly last: string | undefined } {
  if (last !== undefined || rules === undefined) return { rules, last }
  const end = rules[rules.length - 1]
  if (end === undefined || looksLikeRules(end)) return { rules, last }
  const rest = rules.slice(0, -1)
  return { rules: rest.length > 0 ? rest : undefined, last: end }
}

/** A rule file, bundle or glob rather than a URL, a path with a query, or a file of another kind. */
function looksLikeRules(text: string): boolean {
  if (/\.(?:conf|srb|example)$/.test(text)) return true
  return /[*[]/.test(text) && !/^(?:https?:\/\/|\/[^?]*\?)/i.test(text)
}

/**
 * Every diagnostic there is. Messages: lower case, no final stop, the user's text in backticks, terms of the rule
 * language; `hint` says what would be right. A table, hence its length.
 */
export interface Entry {
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: (...parts: readonly string[]) => string
  readonly hint?: (...parts: readonly string[]) => string | undefined
}

const error = (message: Entry['message'], hint?: Entry['hint']): Entry => ({
  severity: 'error',
  message,
  ...(hint ? { hint } : {}),
})
const warning = (message: Entry['message'], hint?: Entry['hint']): Entry => ({
  severity: 'warning',
  message,
  ...(hint ? { hint } : {}),
})
const info = (message: Entry['message'], hint?: Entry['hint']): Entry => ({
  severity: 'info',
  message,
  ...(hint ? { hint } : {}),
})
const didYouMean = (name: string | undefined): string | undefined => (name ? `did you mean \`${name}\`` : undefined)

export const catalogue = {
  // lines and words
  'unexpected-end': error(
    () => 'unexpected end of file in a continued line',
    () => 'take the final backslash out, or add the line that it announces',
  ),
  'space-after-backslash': warning(
    () => 'white space after the backslash, so the line does not continue',
    () => 'end the line with the backslash',
  ),
  'comment-continues': warning(
    () => 'a backslash continues the comment, so this directive is not read',
    () => 'take the backslash out at the end of the comment, or begin this line with `#`',
  ),
  'missing-closing-quote': error(
    (quote) => `missing closing quote ${quote}`,
    (quote) => `close the text with ${quote}, or write \\${quote} for a quote inside`,
  ),
  'text-after-quote': error(
    (text) => `text after the closing quote: \`${text}\``,
    (_text, right) => right ?? 'put white space after the quote, or a backslash before it',
  ),
  'too-few-words': error(
    (name, form) => `\`${name}\` needs more: ${form}`,
    (_name, form) => `write ${form}`,
  ),
  'too-many-words': error(
    (name) => `too many words for \`${name}\``,
    (_name, form) => (form ? `write ${form}` : 'put the value in double quotes if it holds spaces'),
  ),
  'unclosed-block': error(
    () => 'the block that a backquote opened is not closed',
    () => 'close it with a line that begins with a backquote',
  ),
  'block-not-allowed': error(
    (name) => `\`${name}\` takes no backquote block`,
    () => 'only SecDataset does',
  ),
  unreadable: error(
    (text) => `\`${text}\` cannot be read here`,
    () => 'rule text is bytes: read the file as such, or encode the text with `bytes`',
  ),
  // sections
  'bad-section': error(
    (text) => `\`${text}\` is not the line of a section`,
    (_text, right) => right ?? 'write `<IfModule NAME>` or `</IfModule>`, alone on its line',
  ),
  'unknown-section': error(
    (name) => `\`<${name}>\` limits rules to a part of the site, which rules alone cannot do`,
    () => 'move the rules out, and test REQUEST_FILENAME or REQUEST_HEADERS:Host in a chain instead',
  ),
  'unclosed-section': error(
    (name) => `\`<${name}>\` is not closed in this file`,
    (name) => `add \`</${name}>\``,
  ),
  'section-depth': error(
    () => 'sections are nested more than 100 deep, so this one is not read',
    () => 'close the sections that are done with',
  ),
  'unopened-section': error(
    (name) => `\`</${name}>\` closes nothing`,
    (name) => `take it out, or add \`<${name} …>\` where the section begins`,
  ),
  'section-version': error(
    () => '`<IfVersion>` needs to know the version of the web server',
    () => 'give one in the options, or take the section out',
  ),
  // names
  'unknown-directive': error(
    (name) => `unknown directive \`${name}\``,
    (_name, near) => didYouMean(near),
  ),
  'ignored-directive': warning((name) => `\`${name}\` is ignored, as the options ask`),
  'unknown-variable': error(
    (name) => `unknown variable \`${name}\``,
    (_name, near) => didYouMean(near),
  ),
  'unknown-operator': error(
    (name) => `unknown operator \`@${name}\``,
    (_name, near) =>
      near ? `did you mean \`@${near}\`` : 'a regular expression that begins with @ is written `@rx @…`',
  ),
  'unknown-action': error(
    (name) => `unknown action \`${name}\``,
    (_name, near) => didYouMean(near),
  ),
  'unknown-transformation': error(
    (name) => `unknown transformation \`${name}\``,
    (_name, near) => didYouMean(near),
  ),
  'unknown-ctl': error(
    (name) => `unknown ctl option \`${name}\``,
    (_name, near) => didYouMean(near),
  ),
  unsupported: error(
    (what, why) => `${what} is not supported: ${why}`,
    (_what, _why, instead) => instead,
  ),
  'no-effect': warning(
    (what, why) => `${what} has no effect here: ${why}`,
    (_what, _why, instead) => instead,
  ),
  // variables
  'missing-variable': error(
    () => 'a variable is missing here',
    (right) => right ?? 'write a name such as ARGS between the `|`',
  ),
  'empty-selector': error(
    (name) => `\`${name}:\` names no member`,
    (name) => `write \`${name}:key\`, or \`${name}\` for all`,
  ),
  'bad-selector': error(
    (text) => `\`${text}\` is not a selector`,
    (_text, right) => right,
  ),
  'selector-on-scalar': error(
    (name) => `\`${name}\` has no members to select from`,
    (name) => `write \`${name}\` alone`,
  ),
  'count-and-exclude': error(
    () => '`!` and `&` do not go together',
    () => 'a count is not changed by exclusions: write `&NAME:key` for what is to be counted',
  ),
  'repeated-sign': error(
    (sign) => `\`${sign}\` stands here more than once`,
    (_sign, right) => right ?? 'write it once',
  ),
  'spaces-in-list': error(
    () => 'white space in a list of variables that is not quoted',
    () => 'put the list in double quotes, or take the spaces out',
  ),
  'variable-phase': warning(
    (name, phase) => `\`${name}\` has no value before phase ${phase}`,
    (_name, phase) => `use \`phase:${phase}\``,
  ),
  // operators and their arguments
  'missing-operator-name': error(
    () => '`@` names no operator',
    () => 'a regular expression that begins with @ is written `@rx @…`',
  ),
  'missing-argument': error(
    (name) => `\`${name}\` needs an argument`,
    (_name, right) => right,
  ),
  'bad-number': error(
    (text) => `\`${text}\` is not a number`,
    (_text, right) => right ?? 'write decimal digits',
  ),
  'counts-as-zero': warning(
    (text) => `\`${text}\` is not a number, so it counts as 0`,
    () => 'write decimal digits',
  ),
  'bad-list-entry': error(
    (entry, line, file) => `\`${entry}\` in line ${line} of \`${file}\` cannot be used`,
    (_entry, _line, _file, right) => right,
  ),
  'bad-byte-range': error(
    (text) => `\`${text}\` is not a byte range`,
    () => 'write `32-126` or `9,10,13`, each 0 to 255',
  ),
  'bad-address': error(
    (text) => `\`${text}\` is not an address or network`,
    () => 'write `192.0.2.1`, `192.0.2.0/24` or `2001:db8::/32`',
  ),
  'bad-regex': error(
    (text) => `bad regular expression: ${text}`,
    (_text, right) => right,
  ),
  'bad-argument': error(
    (name, why) => `bad argument for \`${name}\`: ${why}`,
    (_name, _why, right) => right,
  ),
  'missing-file': error(
    (name) => `cannot read \`${name}\``,
    (_name, why) => why ?? 'the file is looked for beside the file that names it',
  ),
  'bad-script': error(
    (name, why) => `\`${name}\` is no Lua script: ${why}`,
    () => 'correct the script: it could not run',
  ),
  'unknown-dataset': error(
    (name) => `no dataset is called \`${name}\``,
    () => 'define it before this line with SecDataset',
  ),
  'slow-regex': warning(
    (why) => `this pattern runs under the match limit only: ${why}`,
    () => 'write it without that to have it run in linear time',
  ),
  'super-linear-regex': info(
    (growth) => `a backtracking engine can take ${growth} with this pattern; here it takes linear time`,
    () => 'write the loops so that no text can be divided between them in several ways',
  ),
  // macros
  'unknown-macro': error(
    (name) => `unknown variable \`${name}\` in a macro`,
    (_name, near) => didYouMean(near),
  ),
  'unclosed-macro': error(
    () => '`%{` is not closed',
    () => 'add the `}`, or write `\\%{` for the text itself',
  ),
  'empty-macro': error(
    () => '`%{}` names no variable',
    () => 'write `%{TX.name}`',
  ),
  // actions
  'empty-action': warning(
    () => 'an empty action in the list',
    () => 'take one comma out',
  ),
  'missing-action-name': error(
    () => 'an action without a name',
    () => 'write `name:value`',
  ),
  'missing-value': error(
    (name) => `action \`${name}\` needs a value`,
    (_name, right) => right,
  ),
  'unexpected-value': error(
    (name) => `action \`${name}\` takes no value`,
    (name) => `write \`${name}\` alone`,
  ),
  'bad-value': error(
    (text, name) => `\`${text}\` is not a value for \`${name}\``,
    (_text, _name, right) => right,
  ),
  'quote-in-value': warning(
    () => 'a quote that does not stand directly after the colon belongs to the value',
    () => "put the whole value in quotes: name:'value'",
  ),
  'bad-id': error(
    (text) => `\`${text}\` is not a rule id`,
    () => 'write a whole number from 1 to 9007199254740991',
  ),
  'bad-phase': error(
    (text) => `\`${text}\` is not a phase`,
    () => 'write 1 to 5, request, response or logging',
  ),
  'bad-severity': error(
    (text) => `\`${text}\` is not a severity`,
    () => 'write 0 to 7, or EMERGENCY, ALERT, CRITICAL, ERROR, WARNING, NOTICE, INFO, DEBUG',
  ),
  'bad-setvar': error(
    (text) => `\`${text}\` is not an assignment`,
    () => 'write `setvar:tx.name=value`, `=+1`, `=-1`, or `setvar:!tx.name`',
  ),
  'not-writable': error(
    (name) => `collection \`${name}\` cannot be written`,
    () => 'write TX, GLOBAL, IP, SESSION, USER or RESOURCE',
  ),
  'several-disruptive': warning(
    (last) => `more than one disruptive action; the last, \`${last}\`, counts`,
    () => 'keep one',
  ),
  'ctl-phase': warning(
    (name, phase) => `\`ctl:${name}\` has its effect in phase ${phase} at the latest`,
    (_name, phase) => `use phase:${phase}`,
  ),
  xpath: error(
    (text) => `\`${text}\` is not an XPath expression that is supported`,
    (_text, right) => right,
  ),
  // rules
  'missing-id': error(
    () => 'the rule has no id',
    () => 'add `id:N` to its actions',
  ),
  'duplicate-id': error(
    (id) => `id ${id} is used twice`,
    () => 'give each rule an id of its own',
  ),
  'id-in-link': error(
    () => 'a rule inside a chain has no id of its own',
    () => 'take it out: the first rule of the chain has the id',
  ),
  'phase-in-link': warning(
    (phase) => `the phase of a chain is that of its first rule (${phase})`,
    () => 'take it out',
  ),
  'disruptive-in-link': error(
    (name) => `\`${name}\` inside a chain`,
    () => 'disruptive actions belong to the first rule of the chain',
  ),
  'skip-in-link': error(
    (name) => `\`${name}\` inside a chain`,
    () => 'it belongs to the first rule of the chain',
  ),
  'chain-without-next': error(
    () => 'the chain has no next rule',
    () => 'add the SecRule that it announces, or take `chain` out',
  ),
  'marker-in-chain': error(
    () => 'a SecMarker stands between the rules of a chain',
    () => 'move it before or after the chain',
  ),
  'chain-over-files': warning(
    () => 'a chain that goes on in another file',
    () => 'keep a chain in one file',
  ),
  'phase5-disruptive': warning(
    (name) => `\`${name}\` is not executed in phase 5`,
    () => 'nothing can be stopped any more; use pass',
  ),
  'missing-marker': warning(
    (label, phase) => `no SecMarker \`${label}\` follows, so the rest of phase ${phase} is skipped`,
    (_label, _phase, right) => right,
  ),
  'unset-tx': warning(
    (name) => `\`TX:${name}\` is read, but no rule sets it`,
    (_name, near) => (near ? `did you mean \`TX:${near}\`` : 'set it with setvar, or test `&TX:NAME` for it first'),
  ),
  'never-matches': warning(
    (why) => `the rule can never match: ${why}`,
    (_why, right) => right,
  ),
  'bad-skip': error(
    (text) => `\`${text}\` is not a number of rules`,
    () => 'write 1 or more',
  ),
  'default-without-phase': error(
    () => 'SecDefaultAction needs a phase',
    () => 'add `phase:1` to `phase:5`',
  ),
  'default-without-disruptive': error(
    () => 'SecDefaultAction needs a disruptive action',
    (right) => right ?? 'add pass, deny, drop, redirect or allow',
  ),
  'default-metadata': error(
    (name) => `\`${name}\` does not belong in SecDefaultAction`,
    () => 'give it to the rules themselves',
  ),
  'default-transformation': warning(
    () => 'a transformation in SecDefaultAction is inherited by every rule',
    () => 'give it to the rules themselves',
  ),
  'default-t-none': error(
    () => '`t:none` in SecDefaultAction has nothing to clear',
    () => 'take it out',
  ),
  'default-twice': warning(
    (phase) => `a second SecDefaultAction for phase ${phase}; it counts for the rules after it`,
    () => 'keep one',
  ),
  'no-such-rule': warning(
    (text) => `no rule before this line fits \`${text}\``,
    () => 'these directives act on rules that are already loaded',
  ),
  'changes-id': error(
    (name) => `\`${name}\` of a rule cannot be changed`,
    () => 'remove the rule and write a new one',
  ),
  'no-such-link': error(
    (text) => `the chain has no rule number ${text}`,
    () => '0 is the first rule of the chain',
  ),
  'no-such-target': error(
    (text, id) => `rule ${id} has no target \`${text}\` to replace`,
    () => 'write it as the rule does',
  ),
  // directives
  'bad-word': error(
    (text, name) => `\`${text}\` is not a value for \`${name}\``,
    (_text, _name, right) => right,
  ),
  'include-nothing': error(
    (name) => `no file fits \`${name}\``,
    () => 'use IncludeOptional if there may be none',
  ),
  'remote-rules': error(
    (url, why) => `cannot load the rules of \`${url}\`: ${why}`,
    (_url, _why, right) => right ?? null,
  ),
  'include-cycle': error(
    (name) => `\`${name}\` includes itself`,
    () => 'take the line out: the file is being read already',
  ),
  'include-depth': error(
    () => 'includes are nested more than 100 deep',
    () => 'include the file from one that is not itself included so deep',
  ),
  'dropped-rule': warning(() => 'the rule was dropped, as SecIgnoreRuleCompilationErrors asks'),
} as const satisfies Record<string, Entry>

/** The name of a diagnostic, stable over versions. */
export type Code = keyof typeof catalogue

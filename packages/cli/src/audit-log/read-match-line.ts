import type { LoggedMatch } from './logged-record.js'

const fieldPattern = /\[([a-z_]+) "((?:[^"\\]|\\.)*)"\]/g
/**
 * The condition in the words of libmodsecurity 3. It ends where the fields of the rule begin, or with the text: a quote of
 * the request's own is escaped, so that no value can pretend that end.
 */
const conditionPattern =
  /Matched "Operator `([^'`]*)' with parameter `([\s\S]*?)' against variable `([\s\S]*?)' \(Value: `([\s\S]*?)' \)(?= \[file "|\s*$)/
/** Bytes of a message that are looked at for its condition. */
const longest = 65_536
/** How ModSecurity 2 words it: `Pattern match "…" at ARGS:a.` */
const version2Pattern = /(?:^|\s)at ((?:&)?[A-Z][A-Z0-9_]*(?::[^\s\]]+)?)\.(?:\s|$)/
const dataPattern = /found within ((?:&)?[A-Z][A-Z0-9_]*(?::[^:\s]+)?): ?([\s\S]*)$/
const cutPattern = / \((\d+) characters omitted\)$/

/** Which variable matched, on what, as a log words it; what `fields` say of the value comes from the rule's logdata. */
export function readCondition(
  text: string,
  data: string,
): Pick<LoggedMatch, 'operator' | 'argument' | 'variable' | 'value' | 'isCut'> {
  const found = conditionPattern.exec(text.slice(0, longest))
  if (found !== null) {
    const [, operator = '', argument = '', variable = '', shown = ''] = found
    return {
      operator,
      argument: argument.replace(cutPattern, '…'),
      variable: unescaped(variable),
      value: unescaped(shown.replace(cutPattern, '')),
      isCut: cutPattern.test(shown),
    }
  }
  // Detectors of injection and rules of ModSecurity 2 name the variable elsewhere, or in the data that the rule logs.
  const detector = /detected (SQLi|XSS)/.exec(text)?.[1]
  const inData = dataPattern.exec(data)
  return {
    operator: detector === undefined ? '' : `detect${detector}`,
    argument: '',
    variable: inData?.[1] ?? version2Pattern.exec(text)?.[1] ?? '',
    value: (inData?.[2] ?? '').replace(cutPattern, ''),
    isCut: inData === null || cutPattern.test(inData[2] ?? ''),
  }
}

/** Takes a line of the error log, or a message of part H, apart. Null: no rule is named in it. */
export function readMatchLine(line: string): LoggedMatch | null {
  const fields = new Map<string, string>()
  const tags: string[] = []
  // The condition may hold brackets of the request's own, escaped quotes among them: the fields are what follows it.
  const condition = conditionPattern.exec(line.slice(0, longest))
  const from = condition === null ? 0 : condition.index + condition[0].length
  for (const [, name = '', value = ''] of line.slice(from).matchAll(fieldPattern)) {
    if (name === 'tag') tags.push(unescaped(value))
    else if (!fields.has(name)) fields.set(name, unescaped(value))
  }
  const id = Number(fields.get('id') ?? 0)
  if (!Number.isSafeInteger(id) || id <= 0) return null
  const data = fields.get('data') ?? ''
  return {
    id,
    message: fields.get('msg') ?? '',
    data,
    severity: readSeverity(fields.get('severity')),
    tags,
    file: fields.get('file') ?? '',
    line: Number(fields.get('line') ?? 0),
    transformations: readTransformations(fields.get('ref') ?? ''),
    denial: /(?:^|\s)(Access denied [^.]*\.)/.exec(line.slice(0, condition?.index ?? 400))?.[1] ?? null,
    ...readCondition(line, data),
  }
}

/** The names behind `t:` in a reference such as `o0,4v371,4t:lowercase,t:trim`: those of the last value. */
export function readTransformations(reference: string): readonly string[] {
  const last = /(?:t:[A-Za-z0-9_]+,?)+$/.exec(reference)?.[0] ?? ''
  return [...last.matchAll(/t:([A-Za-z0-9_]+)/g)].map(([, name = '']) => name)
}

const names = ['EMERGENCY', 'ALERT', 'CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG']

/** A severity as number or name. Logs write 0 where a rule has none, so that 0 says nothing. */
export function readSeverity(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  const number = /^[0-7]$/.test(text) ? Number(text) : names.indexOf(text.toUpperCase())
  return number > 0 ? number : null
}

/** `\xhh` back to bytes. */
export function unescaped(text: string): string {
  return text.replace(/\\x([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

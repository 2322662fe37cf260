import { suggestion } from '@secrule/program'
import { LineCounter, parseDocument } from 'yaml'
import { TestFileError } from './test-file-error.js'

/** A mapping of a YAML file. All scalars are texts as written: `1.10` stays `1.10`. */
export type YamlMap = Readonly<Record<string, unknown>>

/**
 * Reads YAML (or JSON) whose scalars are all texts, and complains with the place in the file. What it complains about is
 * the user's to mend.
 */
export class YamlReader {
  readonly content: unknown
  private readonly file: string

  constructor(file: string, text: string) {
    this.file = file
    const lineCounter = new LineCounter()
    const options = { schema: 'failsafe', merge: true, lineCounter, prettyErrors: false } as const
    const document = parseDocument(text, options)
    const first = document.errors[0]
    if (first !== undefined) {
      const { line, col } = lineCounter.linePos(first.pos[0])
      throw new TestFileError(`${file}:${line}:${col}: this is not YAML: ${first.message}`)
    }
    try {
      this.content = document.toJS({ maxAliasCount: 1000 })
    } catch (error) {
      throw new TestFileError(`${file}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  fail(place: string, message: string): never {
    throw new TestFileError(`${this.file}: ${place === '' ? '' : `${place}: `}${message}`)
  }

  /** The fields of a mapping, of which no others than `known` may be there. */
  map(value: unknown, place: string, known: readonly string[] | null): YamlMap {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.fail(place, 'here must be fields, one `name: value` a line')
    }
    for (const name of known === null ? [] : Object.keys(value)) {
      if (known?.includes(name)) continue
      const near = suggestion(name, known ?? [])
      this.fail(place, `unknown field \`${name}\`${near === null ? '' : `, did you mean \`${near}\`?`}`)
    }
    return value as YamlMap
  }

  list(value: unknown, place: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.fail(place, 'here must be a list')
  }

  text(value: unknown, place: string): string {
    return typeof value === 'string' ? value : this.fail(place, 'here must be a text')
  }

  whole(value: unknown, place: string): number {
    if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value)
    return this.fail(place, `\`${typeof value === 'string' ? value : 'a list or mapping'}\` is no whole number`)
  }

  flag(value: unknown, place: string): boolean {
    if (value === 'true' || value === 'false') return value === 'true'
    return this.fail(place, 'here must be true or false')
  }
}

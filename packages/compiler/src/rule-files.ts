import { type Diagnostic, type FileSystem, problem, type Span } from '@secrule/program'

/** Reads the files that rules name: beside the file that names them first, then in the base folder. */
export class RuleFiles {
  readonly #fileSystem: FileSystem | null
  readonly #baseFolder: string
  readonly #read = new Map<string, string | null>()
  /** Names of all data files that were read, in order. */
  readonly data: string[] = []

  constructor(fileSystem: FileSystem | null, baseFolder: string) {
    this.#fileSystem = fileSystem
    this.#baseFolder = baseFolder
  }

  /** The content of a file by its path, or null. Each file is read once. */
  text(path: string): string | null {
    const known = this.#read.get(path)
    if (known !== undefined) return known
    const text = this.#fileSystem?.read(path) ?? null
    this.#read.set(path, text)
    return text
  }

  /** The files that a name or glob fits, seen from the file that holds it. */
  matching(from: string, name: string): readonly string[] {
    if (this.#fileSystem === null) return []
    for (const path of this.#places(from, name)) {
      const found = this.#fileSystem.glob(path)
      if (found.length > 0) return found
    }
    return []
  }

  /** A data file that an element names. */
  dataFile(name: string, span: Span): { readonly path: string; readonly text: string } | Diagnostic {
    for (const path of this.#places(span.file.name, name)) {
      const text = this.text(path)
      if (text === null) continue
      if (!this.data.includes(path)) this.data.push(path)
      return { path, text }
    }
    return this.#fileSystem === null
      ? problem(span, 'missing-file', name, 'no file system was given')
      : problem(span, 'missing-file', name)
  }

  #places(from: string, name: string): readonly string[] {
    const files = this.#fileSystem!
    const beside = files?.resolve(from, name) ?? name
    const base = this.#baseFolder === '' ? name : (files?.resolve(`${this.#baseFolder}/.`, name) ?? name)
    return beside === base ? [beside] : [beside, base]
  }
}

import type { PatternFlags } from '../pattern.js'

/** The options that `(?imsxnJ)` sets, in force from there to the end of the group. */
export interface ParseOptions {
  readonly caseless: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
  readonly extended: boolean
  /** `(?xx)`: blanks in classes are skipped too. */
  readonly extendedMore: boolean
  readonly noCapture: boolean
  readonly sharedNames: boolean
}

/** Thrown inside the parser only; `parsePattern` turns it into a value. */
export class PatternFault extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

/** What the parts of the parser share: the text, the place in it, the options in force and the groups seen so far. */
export class ParseContext {
  readonly source: string
  readonly dollarEndOnly: boolean
  position = 0
  options: ParseOptions
  /** The highest group number so far. */
  groups = 0
  depth = 0
  /** How many lookarounds enclose the place. */
  lookDepth = 0
  utf = false
  /** True when a backtracking verb was seen. */
  hasVerbs = false
  /** True when `(*ACCEPT)` was seen. */
  accepts = false
  /** True when PCRE2 must get the source as it is: newline conventions, UTF, UCP. */
  verbatim = false
  /** Verbs at the start that only PCRE2 needs. */
  settings = ''
  /** Where the settings end and the pattern begins. */
  settingsEnd = 0
  /** Where a `$` stands that means the very end. */
  readonly dollars: number[] = []
  readonly namedGroups = new Map<string, number[]>()
  readonly names: string[] = ['']
  /** Checks and fillings-in that need all groups to be known. */
  readonly pending: (() => void)[] = []

  constructor(source: string, flags: PatternFlags) {
    this.source = source
    this.dollarEndOnly = flags.dollarEndOnly
    this.options = {
      caseless: flags.caseless,
      multiline: flags.multiline,
      dotAll: flags.dotAll,
      extended: flags.extended === true,
      extendedMore: false,
      noCapture: false,
      sharedNames: false,
    }
  }

  get atEnd(): boolean {
    return this.position >= this.source.length
  }

  /** The byte at the place (or `ahead` bytes further), '' past the end. */
  peek(ahead = 0): string {
    return this.source.charAt(this.position + ahead)
  }

  /** Steps over `text` when it stands here. */
  take(text: string): boolean {
    if (!this.source.startsWith(text, this.position)) return false
    this.position += text.length
    return true
  }

  /** Steps over what a sticky expression matches here. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.position
    const found = sticky.exec(this.source)
    if (found !== null) this.position += found[0].length
    return found
  }

  fail(message: string, offset = this.position): never {
    throw new PatternFault(Math.min(offset, this.source.length), message)
  }

  /** Gives out the number of a group that opens; the name is checked against those before. */
  openGroup(name: string | null, offset: number): number {
    const index = ++this.groups
    if (index > 65535) this.fail('more than 65535 groups', offset)
    while (this.names.length <= index) this.names.push('')
    if (name !== null) {
      const same = this.namedGroups.get(name)
      if (same === undefined) {
        if (this.names[index] !== '') this.fail(`group ${index} already has another name`, offset)
        this.namedGroups.set(name, [index])
      } else if (!same.includes(index)) {
        if (!this.options.sharedNames) this.fail(`the name \`${name}\` is given twice, (?J) would allow it`, offset)
        same.push(index)
      }
      this.names[index] = name
    }
    return index
  }

  /** The groups of a name, filled in when the whole pattern is read. */
  groupsNamed(name: string, offset: number): number[] {
    const groups: number[] = []
    this.pending.push(() => {
      const found = this.namedGroups.get(name)
      if (found === undefined) this.fail(`there is no group named \`${name}\``, offset)
      groups.push(...found)
    })
    return groups
  }

  /** The group of a number, checked when the whole pattern is read. */
  groupNumbered(index: number, offset: number): number {
    if (index < 0) this.fail('there is no such group', offset)
    this.pending.push(() => {
      if (index > this.groups) this.fail(`there is no group ${index}`, offset)
    })
    return index
  }
}

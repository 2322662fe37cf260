import {
  type CompileContext,
  type Dialect,
  isDiagnostic,
  type OperatorDefinition,
  type OperatorUse,
  problem,
  type Services,
  type Settings,
} from '@secrule/program'
import { operators, ownText } from '@secrule/stdlib'

/** Arguments made at run time that are kept for the next time. */
const keptArguments = 256

/** Values of which the answer is kept for such an argument, and the longest of them. */
const keptAnswers = 64
const longestKept = 64

/** What it costs to make an operator ready, in bytes of values: in any case, and a character of its argument. */
const linkWork = 150_000
const linkWorkPerCharacter = 4096

/** What `run` gets for an argument made at run time, with what it answered for the last values. */
export class MadeArgument {
  readonly live: unknown
  readonly #answers = new Map<string, boolean>()

  constructor(live: unknown) {
    this.live = live
  }

  /** What a pure operator answered for a value; null when that is not known. */
  answerFor(value: string): boolean | null {
    return value.length > longestKept ? null : (this.#answers.get(value) ?? null)
  }

  noteAnswer(value: string, answer: boolean): void {
    if (value.length > longestKept) return
    if (this.#answers.size >= keptAnswers) this.#answers.clear()
    this.#answers.set(ownText(value), answer)
  }

  /** Another argument takes its turn. */
  forget(): void {
    if (this.#answers.size > 0) this.#answers.clear()
  }
}

/** An operator of the Program with what it needs to run, made on first use. */
export class LinkedOperator {
  readonly use: OperatorUse
  readonly definition: OperatorDefinition
  /** That of the definition: they have many shapes, which makes looking it up there slow. */
  readonly run: OperatorDefinition['run']
  /** With the same argument it always says the same of a value. */
  readonly isSteady: boolean
  /** Its bit in the candidates of a value; -1 when the prefilter knows nothing of it. */
  bit = -1
  /** What its next use costs on top, in bytes of values: the first one makes ready what it needs. */
  linkWork: number
  /** The same of its next match, the first of which makes ready what finds groups. */
  captureWork: number
  /** Once it did not match a value, it never will. */
  readonly isPure: boolean
  readonly #services: Services
  readonly #settings: Readonly<Settings>
  readonly #context: CompileContext
  #live: unknown
  #isLinked = false
  #byText: Map<string, MadeArgument | null> | null = null
  // the last one: mostly it is the same again
  #lastText: string | null = null
  #last: MadeArgument | null = null

  constructor(use: OperatorUse, services: Services, settings: Readonly<Settings>, dialect: Dialect) {
    this.use = use
    this.definition = operators.get(use.name)!
    this.run = this.definition.run
    this.isSteady = this.definition.pure === true
    this.isPure = this.isSteady && use.template === null
    const isLinkedOnce = this.definition.link !== undefined && use.template === null
    this.linkWork = isLinkedOnce ? linkWork + use.argument.length * linkWorkPerCharacter : 0
    this.captureWork = this.linkWork
    this.#services = services
    this.#settings = settings
    this.#context = {
      dialect,
      settings,
      readFile: (name, span) => problem(span, 'missing-file', name, 'files are read when rules are compiled'),
      dataset: () => null,
      warn: () => {},
    }
  }

  /** What `run` gets for the argument as it stands in the rule. */
  get live(): unknown {
    if (!this.#isLinked) {
      this.#live = this.#link(this.use.constant)
      this.#isLinked = true
    }
    return this.#live
  }

  /** Makes ready a part of what its first use would. Nothing is left when `linkWork` is 0. */
  prepare(): void {
    try {
      if (this.definition.prepare?.(this.live) === true) return
    } catch {
      // a rule that comes to it will say so
    }
    this.linkWork = 0
  }

  /** What `run` gets for an argument whose macros were expanded; null when that text is not a valid argument. */
  liveFor(argument: string): MadeArgument | null {
    if (argument === this.#lastText) return this.#last
    this.#byText ??= new Map()
    const own = ownText(argument)
    let made = this.#byText.get(own)
    if (made === undefined) {
      made = this.#makeFor(own)
      if (this.#byText.size >= keptArguments) this.#byText.delete(this.#byText.keys().next().value!)
      this.#byText.set(own, made)
    }
    this.#last?.forget()
    this.#lastText = own
    this.#last = made
    return made
  }

  #makeFor(argument: string): MadeArgument | null {
    const span = { file: { name: '', text: argument }, start: 0, end: argument.length }
    const constant = this.definition.compile(argument, span, this.#context)
    return isDiagnostic(constant) ? null : new MadeArgument(this.#link(constant))
  }

  #link(constant: unknown): unknown {
    const { dialect } = this.#context
    return this.definition.link?.(constant, this.#services, this.#settings, dialect) ?? constant
  }
}

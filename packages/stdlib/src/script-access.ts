import type { Member, TransactionState } from '@secrule/program'
import { setvar } from './actions/setvar.js'
import { transformationFor } from './transformations/transformation-for.js'
import { variables } from './variables/index.js'
import { variableFor } from './variables/variable-for.js'

/** What a script asked for in a way that cannot be answered: told to the script as an error. */
export class ScriptMistake extends Error {}

/**
 * What scripts may read and change of a transaction: the `m` of ModSecurity's Lua interface. Names and values are byte
 * strings. A mistake of the script throws ScriptMistake, which its host turns into an error of the script.
 */
export class ScriptAccess {
  readonly #transaction: TransactionState

  constructor(transaction: TransactionState) {
    this.#transaction = transaction
  }

  /** `m.log`: a line of the debug log. */
  log(level: number, text: string): void {
    const known = Number.isFinite(level) ? Math.min(9, Math.max(1, Math.trunc(level))) : 9
    this.#transaction.debug(known, () => text)
  }

  /**
   * `m.getvars`: the members of a variable, after transformations. `ARGS`, `ARGS.name` and `ARGS:name` are understood;
   * `name` of a result is `ARGS:name`.
   */
  members(name: string, chain: readonly string[]): readonly { readonly name: string; readonly value: string }[] {
    const transform = this.#transform(chain)
    const end = name.search(/[.:]/)
    const definition = variableFor(end < 0 ? name : name.slice(0, end), this.#transaction.dialect)
    if (definition === null) throw new ScriptMistake(`there is no variable \`${name}\`${this.#near(name)}`)
    const key = end < 0 ? null : name.slice(end + 1)
    return this.#read(definition, key).map((member) => ({
      name: member.key === '' ? definition.name : `${definition.name}:${member.key}`,
      value: transform(member.value),
    }))
  }

  /** `m.setvar`: sets a member of TX or of an open persistent collection to exactly this value: nothing in it is expanded. */
  set(name: string, value: string): void {
    const dot = name.indexOf('.')
    const collection = dot <= 0 ? undefined : variables.get(name.slice(0, dot))?.writable
    if (collection === undefined || dot === name.length - 1) {
      throw new ScriptMistake(`\`${name}\` cannot be set: write a name such as \`tx.name\``)
    }
    const constant = { collection, name: [name.slice(dot + 1)], operation: 'set', value: [value] }
    void setvar.run?.(constant, this.#transaction, this.#transaction.rule!)
  }

  #read(definition: NonNullable<ReturnType<typeof variables.get>>, key: string | null): readonly Member[] {
    if (key === null) return definition.read(this.#transaction)
    const lower = key.toLowerCase()
    if (definition.named !== undefined) {
      return definition.named(this.#transaction, definition.selector === 'xpath' ? key : lower, [])
    }
    return definition.read(this.#transaction).filter((member) => member.key.toLowerCase() === lower)
  }

  #transform(chain: readonly string[]): (value: string) => string {
    const own = chain.slice(chain.findLastIndex((name) => name.toLowerCase() === 'none') + 1)
    const steps = own.map((name) => {
      const definition = transformationFor(name, this.#transaction.dialect)
      if (definition === null) throw new ScriptMistake(`there is no transformation \`${name}\``)
      return definition.link?.(this.#transaction.settings) ?? definition.run
    })
    return (value) => steps.reduce((text, step) => step(text), value)
  }

  #near(name: string): string {
    const near = variables.near(name)
    return near === null ? '' : `: did you mean \`${near}\``
  }
}

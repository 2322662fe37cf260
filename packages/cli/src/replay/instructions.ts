import { opcodes, type Program } from '@secrule/program'

/** The addresses of the instructions of a Program, from one on. */
export function* instructions({ code }: Program, from = 0): Generator<number> {
  for (let at = from; at < code.length; at += 1 + opcodes[code[at]!]!.operands.length) yield at
}

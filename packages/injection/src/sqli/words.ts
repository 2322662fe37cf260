import { WordTable } from '../word-table.js'
import { packedWords } from './packed-words.js'

let words: WordTable | undefined

/** The words, phrases and two-byte operators of SQL; a kind is a `TokenType`. Unpacked at first use. */
export function sqliWords(): WordTable {
  words ??= new WordTable(packedWords)
  return words
}

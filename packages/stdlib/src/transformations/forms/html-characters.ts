import { namedEntities } from '../named-entities.js'
import { replacement, utf8 } from './utf8.js'

/**
 * Numeric references as the characters that they name, in UTF-8. Of the names of HTML 5 it knows those that ModSecurity
 * knows: the others name nothing that a rule looks for.
 */
export function htmlCharacters(value: string): string {
  return value.replace(/&(?:#[xX]([0-9a-fA-F]+)|#([0-9]+)|(quot|amp|lt|gt|nbsp));?/gi, (_whole, hex, decimal, name) => {
    if (name !== undefined) return utf8(namedEntities.get(name.toLowerCase())!)
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return utf8(point === 0 || point > 0x10_ffff || (point >= 0xd800 && point <= 0xdfff) ? replacement : point)
  })
}

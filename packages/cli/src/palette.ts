/** Ways to set off text. Each gives the text back as it is where there is no colour. */
export interface Palette {
  readonly red: (text: string) => string
  readonly yellow: (text: string) => string
  readonly green: (text: string) => string
  readonly blue: (text: string) => string
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
}

const plain = (text: string): string => text
const code =
  (open: number, close: number) =>
  (text: string): string =>
    `\x1b[${open}m${text}\x1b[${close}m`

/** No colour at all. */
export const plainPalette: Palette = { red: plain, yellow: plain, green: plain, blue: plain, bold: plain, dim: plain }

const ansiPalette: Palette = {
  red: code(31, 39),
  yellow: code(33, 39),
  green: code(32, 39),
  blue: code(34, 39),
  bold: code(1, 22),
  dim: code(2, 22),
}

/** Colour on a terminal, unless NO_COLOR is set or the terminal is a dumb one. */
export function paletteFor(stream: { readonly isTTY?: boolean }): Palette {
  const wanted = stream.isTTY === true && (process.env.NO_COLOR ?? '') === '' && process.env.TERM !== 'dumb'
  return wanted ? ansiPalette : plainPalette
}

import { literal } from './excluded-target.js'

/** The part of a site that an exclusion is for: one path, paths that differ in an id only, or everywhere. */
export interface Location {
  /** The operator on REQUEST_FILENAME, such as `@streq /graphql`; null: everywhere. */
  readonly operator: string | null
  /** For people. */
  readonly text: string
  covers(path: string): boolean
}

export const everywhere: Location = { operator: null, text: 'everywhere', covers: () => true }

/** One path. A path that could not be written between quotes is written as a pattern. */
export function exactLocation(path: string): Location {
  const isPlain = /^[\x21-\x7e]+$/.test(path) && !/["\\']|%\{/.test(path)
  return {
    operator: isPlain ? `@streq ${path}` : `@rx ^${literal(path)}$`,
    text: path,
    covers: (other) => other === path,
  }
}

const number = /^\d+$/
const hex = /^(?=.*\d)[0-9a-f]{8,}$/i
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The path with `#` for each number, `*` for each longer id: paths that share it are one page with different ids. */
export function pathShape(path: string): string {
  const shapes = path
    .split('/')
    .map((part) => (number.test(part) ? '#' : uuid.test(part) || hex.test(part) ? '*' : part))
  return shapes.join('/')
}

/** All paths of a shape. */
export function shapeLocation(shape: string): Location {
  const parts = shape
    .split('/')
    .map((part) => (part === '#' ? '[0-9]+' : part === '*' ? '[0-9A-Fa-f-]+' : literal(part)))
  return {
    operator: `@rx ^${parts.join('/')}$`,
    text: shape,
    covers: (path) => pathShape(path) === shape,
  }
}

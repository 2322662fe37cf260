/** What a value that was read from a bundle must look like. */
export type Shape = (value: unknown) => boolean

export const text: Shape = (value) => typeof value === 'string'
export const flag: Shape = (value) => typeof value === 'boolean'
/** A whole number that is not negative. */
export const count: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0

export function between(least: number, most: number): Shape {
  return (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}

export function oneOf(...values: readonly (string | number)[]): Shape {
  return (value) => (values as readonly unknown[]).includes(value)
}

export function nullable(shape: Shape): Shape {
  return (value) => value === null || shape(value)
}

export function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape)
}

/** A list with as many items as there are shapes. */
export function tuple(...shapes: readonly Shape[]): Shape {
  return (value) =>
    Array.isArray(value) && value.length === shapes.length && shapes.every((shape, place) => shape(value[place]))
}

/** An object that has these fields; others do no harm. */
export function record(fields: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(fields)
  return (value) => {
    if (typeof value !== 'object' || value === null) return false
    return entries.every(
      ([name, shape]) => Object.hasOwn(value, name) && shape((value as Record<string, unknown>)[name]),
    )
  }
}

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
  return (value) => {
    if (!Array.isArray(value)) return false
    for (let place = 0; place < value.length; place++) if (!shape(value[place])) return false
    return true
  }
}

/** A list with as many items as there are shapes. */
export function tuple(...shapes: readonly Shape[]): Shape {
  return (value) =>
    Array.isArray(value) && value.length === shapes.length && shapes.every((shape, place) => shape(value[place]))
}

/** An object that has these fields; others do no harm. Plain loops: this runs over every rule of a bundle, once. */
export function record(fields: Readonly<Record<string, Shape>>): Shape {
  const names = Object.keys(fields)
  const shapes = Object.values(fields)
  return (value) => {
    if (typeof value !== 'object' || value === null) return false
    for (let place = 0; place < names.length; place++) {
      // no shape takes undefined, and what objects inherit are functions, which none takes either
      if (!shapes[place]!((value as Record<string, unknown>)[names[place]!])) return false
    }
    return true
  }
}

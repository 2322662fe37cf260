import type { OperatorContext } from '@secrule/program'

/** Values of more bytes than this are read in parts where others wait. */
const longValue = 65_536
/** Bytes that are read at once: by code that has never run before they take ten times as long as later. */
const part = 16_384

/** A detector that reads a value in parts: `goOn` gives true when all is read. */
interface Detection {
  goOn(bytes: number): boolean
}

/** Whether a value is so long that others are to have their turn while a detector reads it. */
export function isReadInParts(value: string, context: OperatorContext): boolean {
  return value.length > longValue && context.giveWay !== null && context.giveWay !== undefined
}

/** Reads a value to its end and lets others have their turn after each part. */
export async function readInParts<D extends Detection>(detection: D, context: OperatorContext): Promise<D> {
  while (!detection.goOn(part)) await context.giveWay?.()
  return detection
}

import type { Writable } from 'node:stream'

/** Writes and waits until more may be written. False when the stream closed instead. */
export function writeChunk(stream: Writable, chunk: Uint8Array): Promise<boolean> {
  if (stream.destroyed || stream.writableEnded) return Promise.resolve(false)
  if (stream.write(chunk)) return Promise.resolve(true)
  return new Promise((resolve) => {
    const settle = (isOpen: boolean) => {
      stream.off('drain', onDrain)
      stream.off('close', onClose)
      resolve(isOpen)
    }
    const onDrain = () => settle(true)
    const onClose = () => settle(false)
    stream.on('drain', onDrain)
    stream.on('close', onClose)
    if (stream.destroyed) settle(false)
  })
}

/**
 * Sends the headers of a message before there is any of its body. Node's own `flushHeaders` writes them as UTF-8, which
 * breaks bytes above 127; in front of a buffer they go out byte for byte.
 */
export function flushHead(message: Writable): void {
  if (!message.destroyed && !message.writableEnded) message.write(new Uint8Array(0))
}

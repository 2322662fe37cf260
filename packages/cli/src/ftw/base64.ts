/** Whether a text is base64; line ends between may stand. */
export function isBase64(text: string): boolean {
  const plain = text.replace(/[\r\n]/g, '')
  return plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain)
}

/** The bytes that base64 stands for, as a byte string. */
export function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1')
}

/** RFC 4648's alphabet. */
export const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The six bits of each byte that is a letter of the alphabet, -1 for others. */
export const base64Values = new Int8Array(256).fill(-1)
for (let i = 0; i < 64; i++) base64Values[base64Alphabet.charCodeAt(i)] = i

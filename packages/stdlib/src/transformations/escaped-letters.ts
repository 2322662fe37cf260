/** What a letter behind a backslash stands for, in C as in JavaScript; any other byte for itself. */
export const escapedLetters = Uint8Array.from({ length: 256 }, (_, code) => code)
for (const [letter, code] of ['a\x07', 'b\b', 'f\f', 'n\n', 'r\r', 't\t', 'v\v'])
  escapedLetters[letter!.charCodeAt(0)] = code!.charCodeAt(0)

/** The words of a command line: separated by white space, with quotes and backslashes as a shell has them, and nothing else. */
export function splitCommand(command: string): string[] {
  const words: string[] = []
  const word = /\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+|["'\\])/gsy
  for (let found = word.exec(command); found !== null; found = word.exec(command)) {
    const text = found[1]!.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_all, double, single, plain) =>
      double === undefined ? (single ?? plain) : (double as string).replace(/\\(.)/gs, '$1'),
    )
    words.push(text)
  }
  return words
}

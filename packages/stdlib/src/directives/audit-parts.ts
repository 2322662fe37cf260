/** Audit log parts in the order written, each once, with A first and Z last: both always belong to an entry. */
export function auditParts(letters: string): string {
  const between = [...new Set(letters)].filter((letter) => letter !== 'A' && letter !== 'Z')
  return `A${between.join('')}Z`
}

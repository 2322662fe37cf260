/**
 * The known name closest to a misspelt one, or null when none is near (compared without case). Of names that are equally
 * close the one with the longer common beginning counts, and where none is close the shortest that only goes on.
 */
export function suggestion(written: string, known: Iterable<string>): string | null {
  const text = written.toLowerCase()
  let best: string | null = null
  let bestDistance = Math.max(1, Math.floor(text.length * 0.4)) + 1
  for (const name of known) {
    if (Math.abs(name.length - text.length) > bestDistance) continue
    const distance = editDistance(text, name.toLowerCase())
    if (
      distance < bestDistance ||
      (distance === bestDistance && best !== null && shared(text, name) > shared(text, best))
    ) {
      best = name
      bestDistance = distance
    }
  }
  return best ?? continuation(text, known)
}

/** The shortest name that begins with a text of some length. */
function continuation(text: string, known: Iterable<string>): string | null {
  if (text.length < 4) return null
  let best: string | null = null
  for (const name of known) {
    if (name.toLowerCase().startsWith(text) && name.length < (best?.length ?? Infinity)) best = name
  }
  return best
}

/** How many bytes a text in lower case and a name begin with alike. */
function shared(text: string, name: string): number {
  const other = name.toLowerCase()
  let length = 0
  while (length < text.length && text[length] === other[length]) length++
  return length
}

/** Edits between two texts: insert, delete, replace, or swap of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, beforeLast[j - 2]! + 1)
      row.push(value)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}

/** A text cut to so many bytes, with a note of how many are missing. */
export function limitedText(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)} (${text.length - limit} characters omitted)`
}

/** A rule's text as a header value: what may not stand there becomes a space. */
export function headerText(text: string): string {
  return text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ')
}

/** A URL made by a rule may hold bytes of the request: what cannot stand in a header is percent-encoded. */
export function headerUrl(url: string): string {
  return url.replace(
    /[^\x21-\x7e]/g,
    (char) => `%${(char.charCodeAt(0) & 255).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}

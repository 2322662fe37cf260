/**
 * The body processor that a Content-Type asks for, by prefix and in any letter case. Empty for everything else: JSON and
 * XML are chosen by rules only.
 */
export function chooseProcessor(contentType: string): 'URLENCODED' | 'MULTIPART' | '' {
  if (startsWith(contentType, 'application/x-www-form-urlencoded')) return 'URLENCODED'
  return startsWith(contentType, 'multipart/form-data') ? 'MULTIPART' : ''
}

function startsWith(text: string, prefix: string): boolean {
  return text.length >= prefix.length && text.slice(0, prefix.length).toLowerCase() === prefix
}

// longer URLs, deeper paths and hosts are cut, so that the forms of one are few
const longest = 2048
const mostFolders = 16
const mostLabels = 8

/** A URL without what hides it: escapes, `/./`, `/../`, doubled dots and slashes, capitals. */
export function plainUrl(text: string): string {
  return text
    .slice(0, longest)
    .replaceAll('\\', '')
    .replace(/\/(?:\.{1,2}\/)+/g, '/')
    .replace(/\.{2,}/g, '.')
    .replace(/\/{2,}/g, '/')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/**
 * The forms under which a URL may be listed, with the host of each, in the order of looking them up: as it is, with a
 * slash, without a dot at its end, without its query, then each folder above; and all that for each parent domain.
 */
export function urlForms(url: string): readonly (readonly [form: string, host: string])[] {
  const slash = url.search(/[/?]/)
  const path = slash < 0 ? '' : url.slice(slash)
  const labels = (slash < 0 ? url : url.slice(0, slash)).split('.').filter((label) => label !== '')
  const forms = new Map<string, string>()
  const parents = Math.max(1, labels.length - mostLabels)
  for (let i = 0; i === 0 || i < labels.length - 1; i = Math.max(i + 1, parents)) {
    const host = labels.slice(i).join('.')
    const whole = i === 0 ? url : host + path
    const add = (form: string): void => {
      if (form !== '' && !forms.has(form)) forms.set(form, host)
    }
    add(whole)
    if (!whole.endsWith('/') && !whole.includes('?')) add(`${whole}/`)
    if (whole.endsWith('.')) add(whole.slice(0, -1))
    const query = whole.indexOf('?')
    const plain = query < 0 ? whole : whole.slice(0, query)
    add(plain)
    let end = plain.lastIndexOf('/')
    for (let k = 0; end > 0 && k < mostFolders; k++) {
      add(plain.slice(0, end + 1))
      end = plain.lastIndexOf('/', end - 1)
    }
  }
  return [...forms]
}

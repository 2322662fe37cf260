/** Text made safe to stand in HTML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** A page of the demo site around some HTML. */
export function demoPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - Corner Shop</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}input{font:inherit}</style>
</head>
<body>
<nav><a href="/">Home</a> | <a href="/search">Search</a> | <a href="/contact">Contact</a></nav>
<h1>${escapeHtml(title)}</h1>
${content}
</body>
</html>
`
}

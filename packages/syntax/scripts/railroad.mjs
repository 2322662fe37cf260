// Writes grammar/secrule.html: the rules of the parser as railroad diagrams, drawn here, so that the page needs no script
// and nothing from elsewhere. With --check it only says whether the page is fresh.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { Grammar } from '../dist/grammar.js'

const page = new URL('../../../grammar/secrule.html', import.meta.url)
const diagrams = new URL('../../diagrams/', import.meta.resolve('chevrotain'))

/** Chevrotain's builder is written for a browser page: it leaves its results on the global object. */
const browser = createContext({})
for (const file of ['vendor/railroad-diagrams.js', 'src/diagrams_builder.js']) {
  runInContext(readFileSync(new URL(file, diagrams), 'utf8'), browser, {
    filename: fileURLToPath(new URL(file, diagrams)),
  })
}

const rules = new Grammar().getSerializedGastProductions()
const drawn = browser.diagrams_builder
  .buildSyntaxDiagramsText(rules)
  .replace(/ (?:occurrenceIdx|topRuleName|dslRuleName|tokenName|ruleName|label)="[^"]*"/g, '')
  .replaceAll('<h2 class="diagramHeader">', '\n<h2>')
const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>secrule: syntax diagrams</title>
<style>
  body { font: 16px sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
  svg { display: block; max-width: 100% }
  svg path { stroke-width: 2; stroke: #333; fill: none }
  svg rect { stroke-width: 2; stroke: #333; fill: #d8f0dc }
  svg g.non-terminal rect { fill: #dce6fa }
  svg text { font: 14px monospace; text-anchor: middle }
</style>
<h1>The rule language as the parser reads it</h1>
<p>Generated from the parser by <code>packages/syntax/scripts/railroad.mjs</code>. Rounded boxes are tokens, square ones are rules. The parser takes
more than the language has: tokens whose names begin with Unclosed or Broken, or end in AndText or Rest, are mistakes that it gives a name, and
what looks optional here may be required by the reader behind it. <code>secrule.ebnf</code> describes the language itself.</p>
${drawn}
</html>
`

if (process.argv.includes('--check')) {
  if (readFileSync(page, 'utf8') !== html) {
    console.error('grammar/secrule.html is stale: run node packages/syntax/scripts/railroad.mjs')
    process.exitCode = 1
  }
} else {
  writeFileSync(page, html)
}

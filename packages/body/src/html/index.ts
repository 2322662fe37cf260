export { type HtmlLink, type LinkPlace, rewriteLinks } from './rewrite-links.js'

export { loadPcre2 } from './load-pcre2.js'

export { loadLibxml } from './libxml.js'
export { TemporaryFiles, type TemporaryFilesOptions } from './temporary-files.js'

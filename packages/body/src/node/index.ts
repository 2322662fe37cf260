export { TemporaryFiles, type TemporaryFilesOptions } from './temporary-files.js'

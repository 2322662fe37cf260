// The entry for every host: no file system, no Node. Rules that name files need `fileSystem` in the options.
export { analyse, analyseAsync, check, compile, compileAsync } from '@secrule/compiler'
export { createEngine } from './engine.js'
export * from './public.js'

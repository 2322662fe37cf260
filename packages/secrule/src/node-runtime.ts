// Runs bundles in Node, with its services: neither parser nor compiler, which take most of the time of loading `secrule`.
export { loadLibxml } from '@secrule/body/node'
export { createEngine } from './node/engine.js'
export * from './public.js'

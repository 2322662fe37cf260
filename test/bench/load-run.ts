// One process of the load bench: loads a ruleset several times and prints the CPU milliseconds of each as JSON.
//   node load-run.js conf FILE OUT.srb      compile + createEngine; writes the bundle
//   node load-run.js bundle FILE.srb        decodeBundle + createEngine, from `secrule/runtime`
import { readFileSync, writeFileSync } from 'node:fs'

const [mode, file, output] = process.argv.slice(2) as [string, string, string | undefined]
/** Loads after the first: what a process that has been running for a while needs for a reload. */
const again = 12

const cpu = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const load = await (async (): Promise<() => void> => {
  if (mode === 'conf') {
    const { compile, createEngine, encodeBundle, MemoryStore } = await import('secrule')
    if (output !== undefined) writeFileSync(output, encodeBundle(compile({ file })))
    // Not in the folder that the rules name, which may belong to another process.
    return () => createEngine(compile({ file }), { store: new MemoryStore() })
  }
  const { createEngine, decodeBundle } = await import('secrule/runtime')
  const bytes = readFileSync(file)
  return () => createEngine(decodeBundle(bytes))
})()

const ready = cpu()
const times: number[] = []
for (let i = 0; i <= again; i++) {
  const began = cpu()
  load()
  times.push(cpu() - began)
}
console.log(JSON.stringify({ ready, times }))

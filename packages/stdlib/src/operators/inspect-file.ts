import { isDiagnostic, type MaybePromise, type OperatorContext, operator, problem } from '@secrule/program'
import { type LuaScript, runScript } from '../lua-host.js'

/** A Lua script, or the path of a program. */
type Inspection = { readonly script: LuaScript } | { readonly program: string }

/**
 * @inspectFile. A .lua script runs in the host's Lua; any other path goes to the host's inspector, which decides what a
 * program is and never uses a shell. The first line of its answer counts: `1` at its beginning means clean.
 */
export const inspectFile = operator<Inspection>({
  name: 'inspectFile',
  summary: 'True when a script or program says that the value is bad.',
  example: 'SecRule FILES_TMPNAMES "@inspectFile check-upload.lua" "id:1,phase:2,deny"',
  engines: 'ModSecurity 3 runs a shell command; Coraza runs the program for at most 10 seconds.',
  argument: 'required',
  macros: false,
  logName: 'InspectFile',
  compile: (argument, span, context) => {
    const path = argument.trim()
    if (path === '') return problem(span, 'missing-argument', 'inspectFile', 'write the path of a script')
    if (!path.toLowerCase().endsWith('.lua')) return { program: path }
    const script = context.readFile(path, span)
    if (isDiagnostic(script)) return script
    context.noteScript?.(script, span)
    return { script }
  },
  needs: (inspection) => ['script' in inspection ? 'lua' : 'inspector'],
  run: (inspection, value, context) => {
    const { transaction } = context
    try {
      if ('script' in inspection) {
        return settled(runScript(inspection.script, value, transaction), context, (outcome) =>
          'error' in outcome ? context.error('script-failed') : outcome.answer !== null,
        )
      }
      const { silentInspection } = transaction.dialect
      const inspector = transaction.services.inspector ?? null
      if (inspector === null) return context.error('inspector-missing')
      return settled(inspector(inspection.program, value), context, (result) =>
        result === null || (result === '' && !silentInspection)
          ? context.error('inspection-failed')
          : result !== '' && !result.startsWith('1'),
      )
    } catch {
      return context.error('inspection-failed')
    }
  },
})

function settled<T>(
  result: MaybePromise<T>,
  context: OperatorContext,
  decide: (result: T) => boolean,
): MaybePromise<boolean> {
  return result instanceof Promise ? result.then(decide, () => context.error('inspection-failed')) : decide(result)
}

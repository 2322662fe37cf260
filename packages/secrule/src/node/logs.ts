import { auditDestination, DebugLogs, GuardianSink, RoutingSink } from '@secrule/audit/node'
import type { Logger, Settings } from '@secrule/program'
import type { EngineOptions } from '../engine.js'

/**
 * The logs that the directives of a ruleset ask for and the host did not take over: audit log, guardian log, debug log. One
 * that cannot be opened is an error in the host's own log, and what it would have got is counted as lost.
 */
export function nodeLogs(settings: Settings, options: EngineOptions): EngineOptions {
  const logger: Logger = options.logger ?? { log: () => {}, error: () => {} }
  const report = (message: string): void => logger.error(message)
  const debugLogs = new DebugLogs(report)
  return {
    logger: {
      log: (line) => logger.log(line),
      ...(logger.event === undefined ? {} : { event: (event) => logger.event?.(event) }),
      error: (message) => logger.error(message),
      debug: (level, message, file) => {
        if (logger.debug !== undefined) logger.debug(level, message, file)
        else if (file !== null) debugLogs.write(file, message)
      },
      reopen: () => {
        debugLogs.reopen()
        logger.reopen?.()
      },
    },
    audit: options.audit === undefined ? auditSink(settings, report) : options.audit,
    guardian: options.guardian === undefined ? new GuardianSink({ report }) : options.guardian,
    closing: [...(options.closing ?? []), () => debugLogs.close()],
  }
}

/** Opened at once where the first ruleset writes an audit log, so that a wrong path is told of at the start. */
function auditSink(settings: Settings, report: (message: string) => void): RoutingSink {
  const sink = new RoutingSink({ report })
  const destination = auditDestination(settings)
  if (destination === null || settings.auditEngine === 'Off') return sink
  try {
    sink.open({ ...destination, guardian: settings.guardianLog?.command ?? null })
  } catch (error) {
    report(`the audit log cannot be opened: ${error instanceof Error ? error.message : String(error)}`)
  }
  return sink
}

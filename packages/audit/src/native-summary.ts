import type { AuditRecord } from '@secrule/program'
import { lineText, quotedText } from './safe-text.js'

/** SecRuleEngine as the logs of ModSecurity 2 name it. */
export const engineModes = { On: 'ENABLED', Off: 'DISABLED', DetectionOnly: 'DETECTION_ONLY' } as const

/** Part H as ModSecurity 2 writes it: messages, action, times, and what the installation says of itself. */
export function nativeSummary(record: AuditRecord): string {
  const { sanitised, times, action } = record
  const lines = [
    ...record.matches.map(({ verdict, condition, metadata }) => `Message: ${verdict} ${condition} ${metadata}`),
    ...record.serverErrors.map((error) => `Apache-Error: ${lineText(error)}`),
    action?.intercepted ? `Action: Intercepted (phase ${action.phase})` : null,
    `Stopwatch: ${record.startedAt} ${record.durationMicroseconds} (- - -)`,
    `Stopwatch2: ${record.startedAt} ${record.durationMicroseconds}; ${stopwatch(record)}`,
    record.response.dechunked ? 'Response-Body-Transformed: Dechunked' : null,
    `Producer: ${[record.producer, ...record.components].map(lineText).join('; ')}.`,
    serverLine(record),
    nameList('Sanitised-Args', sanitised.arguments),
    nameList('Sanitised-Request-Headers', sanitised.requestHeaders),
    nameList('Sanitised-Response-Headers', sanitised.responseHeaders),
    webAppLine(record),
    record.sensorId === null ? null : `Sensor-Id: "${quotedText(record.sensorId)}"`,
    `Engine-Mode: "${engineModes[record.engineMode]}"`,
    nameList(
      'Rules-Performance-Info',
      times.slowRules.map(([id, microseconds]) => `${id}=${microseconds}`),
    ),
  ]
  return lines.flatMap((line) => (line === null ? [] : [`${line}\n`])).join('')
}

/** `combined=N, p1=N, ...`: what the engine spent where, in microseconds. */
export function stopwatch({ times }: AuditRecord): string {
  const phases = [1, 2, 3, 4, 5].map((phase) => Math.round(times.phases[phase] ?? 0))
  const combined = phases.reduce((total, time) => total + time, 0)
  const named = phases.map((time, place) => `p${place + 1}=${time}`)
  return `combined=${combined}, ${named.join(', ')}, sr=${times.storageRead}, sw=${times.storageWrite}, l=0, gc=0`
}

/** What the response says its server is: the signature that the engine puts there, or the header of the application. */
export function serverSoftware({ serverSignature, response }: AuditRecord): string {
  return serverSignature ?? response.headers.find(({ name }) => name.toLowerCase() === 'server')?.value ?? ''
}

function serverLine(record: AuditRecord): string | null {
  const software = serverSoftware(record)
  return software === '' ? null : `Server: ${lineText(software)}`
}

function webAppLine({ webAppId, sessionId, userId }: AuditRecord): string | null {
  if (webAppId === 'default' && sessionId === '' && userId === '') return null
  return `WebApp-Info: ${[webAppId, sessionId, userId].map((text) => `"${quotedText(text || '-')}"`).join(' ')}`
}

function nameList(label: string, names: readonly string[]): string | null {
  return names.length === 0 ? null : `${label}: ${names.map((name) => `"${quotedText(name)}"`).join(', ')}.`
}

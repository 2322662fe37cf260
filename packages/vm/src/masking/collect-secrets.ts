import type { Member } from '@secrule/program'
import { matchOffsets } from '../logging/match-offsets.js'
import type { MatchedTarget } from '../match-log.js'
import type { TransactionContext } from '../transaction-context.js'
import { credentials } from './credentials.js'
import { maskBody } from './mask-body.js'
import { type Cover, maskForm } from './mask-form.js'
import { SecretList } from './secret-list.js'

/** A shorter piece of a secret could stand anywhere. */
const shortestFound = 4
/** What a debug log looks for: each secret, and what each chain of transformations makes of it. */
const debugLimits = { count: 2048, bytes: 1_048_576 }
/** Values of which that is worked out, and how long they may be. */
const mostTransformed = { count: 32, bytes: 2048 }

/**
 * Puts everything masked that could turn up in another place into a list: values decoded and as they were sent, credentials
 * in all their forms, and what rules made of them and found in them. `isHidden` tells matches on masked variables.
 */
export function collectSecrets(
  secrets: SecretList,
  context: TransactionContext,
  cover: Cover,
  isHidden: (target: MatchedTarget) => boolean,
): void {
  const { request, response, sanitise, settings, log } = context
  for (const { text, first, last } of sanitise.found) secrets.add(text, first, last)
  let masksArguments = sanitise.arguments.size > 0
  for (const { key, value } of argumentsOf(context)) {
    const ranges = cover(key, value)
    if (ranges !== null) masksArguments = true
    if (ranges?.[0]?.[0] === 0 && ranges[0][1] === value.length) secrets.add(value)
  }
  if (masksArguments) {
    const add = (raw: string): void => secrets.add(raw)
    maskForm(request.queryString, settings.argumentSeparator, cover, add)
    maskBody(request.body.raw(), context, cover, add)
  }
  const inRequest = credentials(request.headers.all(), sanitise.requestHeaders, sanitise.cookies, settings)
  const inResponse = credentials(response.headers.all(), sanitise.responseHeaders, new Set(), settings)
  for (const text of [...inRequest, ...inResponse]) secrets.add(text)
  for (const { targets } of log) {
    for (const target of targets) {
      if (!isHidden(target)) continue
      secrets.add(target.value)
      for (const [offset, length] of matchOffsets(target, context)) {
        if (length >= shortestFound) secrets.add(target.value.slice(offset, offset + length))
      }
    }
  }
}

/** What all chains of transformations make of masked values: debug lines tell of rules that do not match, too. */
export function transformedSecrets(context: TransactionContext, cover: Cover): SecretList {
  const { request, response, sanitise, linked } = context
  const secrets = new SecretList(debugLimits)
  const named = (members: readonly Member[], names: ReadonlySet<string>): readonly Member[] =>
    members.filter(({ key }) => names.has(key.toLowerCase()))
  const values = [
    ...argumentsOf(context).filter(({ key, value }) => cover(key, value) !== null),
    ...named(request.headers.all(), sanitise.requestHeaders),
    ...named(response.headers.all(), sanitise.responseHeaders),
  ].filter(({ value }) => value.length <= mostTransformed.bytes)
  for (const { value } of values.slice(0, mostTransformed.count)) {
    const results: string[] = []
    for (const step of linked.chains) {
      const result = step.parent === null ? value : step.run(results[step.parent.index]!)
      results.push(result)
      secrets.add(result)
    }
  }
  return secrets
}

function argumentsOf({ request }: TransactionContext): readonly Member[] {
  const lists = [request.argsGet, request.argsPost, request.argsPath]
  return [...lists.flatMap((list) => list.all()), ...request.body.json]
}

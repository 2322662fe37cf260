import type { Member } from '@secrule/program'
import { lowerCase } from '../lower-case.js'

/** The members whose key is the given lower-case one, compared without case. */
export function membersWithKey(members: readonly Member[], lowerKey: string): readonly Member[] {
  return members.filter(({ key }) => key.length === lowerKey.length && lowerCase(key) === lowerKey)
}

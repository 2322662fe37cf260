import type { Member, TransactionState } from '@secrule/program'
import { joinedMembers } from './joined-members.js'
import { membersWithKey } from './members-with-key.js'

/** JSON values that stand in ARGS alone: where the dialect keeps them out of ARGS_POST. */
function jsonAlone(transaction: TransactionState): readonly Member[] {
  return transaction.dialect.jsonInArgumentsPost ? [] : transaction.request.body.json
}

/** What ARGS holds: query string, then body, then path. */
export function allArguments(transaction: TransactionState): readonly Member[] {
  const { argsGet, argsPost, argsPath } = transaction.request
  return joinedMembers(argsGet.all(), argsPost.all(), jsonAlone(transaction), argsPath.all())
}

/** The members of ARGS under one lower-case key, in the same order. */
export function argumentsNamed(transaction: TransactionState, lowerKey: string): readonly Member[] {
  const { argsGet, argsPost, argsPath } = transaction.request
  return joinedMembers(
    argsGet.named(lowerKey),
    argsPost.named(lowerKey),
    membersWithKey(jsonAlone(transaction), lowerKey),
    argsPath.named(lowerKey),
  )
}

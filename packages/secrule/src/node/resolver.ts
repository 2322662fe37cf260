import { resolve4, resolveTxt } from 'node:dns/promises'
import type { Resolver } from '@secrule/program'

/** DNS of this machine for @rbl. A name that does not exist has no records; other failures reject. */
export const nodeResolver: Resolver = {
  resolve4: (name) => noneIfMissing(resolve4(name)),
  // one record may come in several pieces
  resolveTxt: async (name) => (await noneIfMissing(resolveTxt(name))).map((pieces) => pieces.join('')),
}

async function noneIfMissing<R>(records: Promise<readonly R[]>): Promise<readonly R[]> {
  try {
    return await records
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ENOTFOUND' || code === 'ENODATA') return []
    throw error
  }
}

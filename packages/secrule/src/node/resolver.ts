import { resolve4 } from 'node:dns/promises'
import type { Resolver } from '@secrule/program'

/** DNS of this machine for @rbl. A name that does not exist has no addresses; other failures reject. */
export const nodeResolver: Resolver = {
  async resolve4(name) {
    try {
      return await resolve4(name)
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === 'ENOTFOUND' || code === 'ENODATA') return []
      throw error
    }
  },
}

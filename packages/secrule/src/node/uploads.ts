import type { UploadStore } from '@secrule/body'
import { TemporaryFiles } from '@secrule/body/node'

/** Saves uploads in files of this machine; `tell` hears of those that could not be written. */
export function nodeUploads(tell: (message: string) => void): UploadStore {
  return {
    open: ({ directory, mode, id }) =>
      new TemporaryFiles({
        ...(directory === null ? {} : { directory }),
        mode,
        id,
        onError: (problem) => tell(`[${id}] upload not saved: ${problem.message}`),
      }),
  }
}

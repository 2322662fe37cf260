import { loadLibxml, type Program, type Services } from 'secrule/runtime/node'

/**
 * Services that take a moment to load: `prepare` a ruleset before an engine is made of it or gets it at a reload, so that
 * what no earlier ruleset needed is there.
 */
export class LoadedServices {
  #xml: unknown = null

  async prepare({ needs }: Program): Promise<void> {
    if (needs.includes('xml')) this.#xml ??= await loadLibxml()
  }

  /** What an engine asks for with each ruleset. */
  for({ needs }: Program): Partial<Services> {
    return needs.includes('xml') && this.#xml !== null ? { xml: this.#xml } : {}
  }
}

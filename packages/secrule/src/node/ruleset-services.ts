import type { GeoDatabase, Program, Services, Store } from '@secrule/program'
import { loadPcre2 } from '@secrule/regex/node'
import { HostError, usesCollections } from '@secrule/vm'
import type { EngineOptions } from '../engine.js'
import { type DataFolder, dataFolder } from './data-folder.js'
import { nodeGeo } from './geo.js'
import { openSpillFile } from './spill-file.js'

/**
 * What single rulesets of an engine need of this machine: PCRE2, the database of SecGeoLookupDb, the folders of SecTmpDir
 * and SecDataDir. Each is opened with the first ruleset that needs it, at the start or at a reload, unless the host gave it.
 */
export class RulesetServices {
  readonly #options: EngineOptions
  readonly #databases = new Map<string, GeoDatabase>()
  readonly #folders = new Map<string, DataFolder>()
  #pcre2: unknown = null

  constructor(options: EngineOptions) {
    this.#options = options
  }

  /** Throws HostError when something that the rules name cannot be opened. */
  for(program: Program): Partial<Services> {
    const { needs, settings } = program
    const { pcre2, geo, spill, store } = this.#options
    if (pcre2 === undefined && needs.includes('pcre2')) this.#pcre2 ??= loadPcre2()
    const opensGeo = geo === undefined && needs.includes('geo') && settings.geoLookupDb !== null
    const opensFolder = store === undefined && settings.dataDir !== null && usesCollections(program)
    return {
      ...(pcre2 === undefined ? { pcre2: this.#pcre2 } : {}),
      ...(opensGeo ? { geo: this.#database(settings.geoLookupDb!) } : {}),
      ...(spill === undefined ? { spill: () => openSpillFile(settings.tmpDir) } : {}),
      ...(opensFolder ? { store: this.#store(settings.dataDir!) } : {}),
    }
  }

  /** Gives the folders free, those of earlier rulesets too. */
  async close(): Promise<void> {
    for (const folder of this.#folders.values()) await folder.release()
    this.#folders.clear()
  }

  #database(path: string): GeoDatabase {
    let database = this.#databases.get(path)
    if (database === undefined) {
      try {
        database = nodeGeo(path)
      } catch (error) {
        // An engine without it would not do what the rules say.
        throw new HostError(`the rules need ${path}: ${error instanceof Error ? error.message : String(error)}`)
      }
      this.#databases.set(path, database)
    }
    return database
  }

  #store(path: string): Store {
    const { clock, logger } = this.#options
    let folder = this.#folders.get(path)
    if (folder === undefined) {
      folder = dataFolder(path, {
        report: (message) => logger?.error(message),
        ...(clock === undefined ? {} : { now: () => clock.now() / 1e6 }),
      })
      this.#folders.set(path, folder)
    }
    return folder.store
  }
}

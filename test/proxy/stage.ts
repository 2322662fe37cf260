import { type AccessEntry, createProxy, type ProxyOptions } from '@secrule/proxy'
import { RawUpstream } from './raw-upstream.js'
import { type Script, ScriptedEngine } from './scripted-engine.js'

/** A proxy between a raw client and a raw upstream, with a scripted engine. */
export class Stage {
  readonly engine: ScriptedEngine
  readonly upstream: RawUpstream
  readonly proxy: ReturnType<typeof createProxy>
  readonly errors: string[]
  readonly entries: AccessEntry[]
  port = 0

  private constructor(engine: ScriptedEngine, upstream: RawUpstream, options: Partial<ProxyOptions>) {
    this.engine = engine
    this.upstream = upstream
    this.errors = []
    this.entries = []
    this.proxy = createProxy({
      engine,
      upstream: `http://127.0.0.1:${upstream.port}`,
      listen: '127.0.0.1:0',
      logger: {
        error: (message) => this.errors.push(message),
        access: (entry) => {
          this.entries.push(entry)
          if (this.entries.length > 100) this.entries.shift()
        },
      },
      ...options,
    })
  }

  static async open(script: Script = {}, options: Partial<ProxyOptions> = {}): Promise<Stage> {
    const upstream = await new RawUpstream().listen()
    const stage = new Stage(new ScriptedEngine(script), upstream, options)
    stage.port = (await stage.proxy.listen()).port
    return stage
  }

  /** Runs a play and clears the stage. */
  static async play(
    script: Script,
    options: Partial<ProxyOptions>,
    play: (stage: Stage) => Promise<void>,
  ): Promise<void> {
    const stage = await Stage.open(script, options)
    try {
      await play(stage)
    } finally {
      await stage.close()
    }
  }

  async close(): Promise<void> {
    await this.proxy.close(false)
    await this.upstream.close()
  }

  /** Waits until every transaction has been closed. Time is counted in turns of this process, as clients count it. */
  async settled(milliseconds = 5_000): Promise<boolean> {
    const isDone = () => this.proxy.status().active === 0 && this.engine.transactions.every((each) => each.isClosed)
    for (let turns = milliseconds / 5; turns > 0 && !isDone(); turns--) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return isDone()
  }
}

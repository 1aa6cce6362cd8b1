/** A `Watch` on a client's session, with its timers. */
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { Watch, type WatchOptions } from '../../../imap/src/view.js'
import type { ViewClient } from './client.js'

const now = (): number => performance.now()

export class Watcher {
  readonly watch: Watch
  readonly #client: ViewClient
  #timer: NodeJS.Timeout | undefined
  /** What it said besides what to send. */
  readonly said: string[] = []

  constructor(client: ViewClient, options: Omit<WatchOptions, 'capabilities'> = {}) {
    this.#client = client
    this.watch = new Watch({ capabilities: client.session!.connection.capabilities, ...options })
    client.onEvent = event => {
      this.watch.take(event, now())
      queueMicrotask(() => this.step())
    }
    this.step()
  }

  step(): void {
    clearTimeout(this.#timer)
    for (;;) {
      const step = this.watch.next(now())
      if (step.type === 'send') this.#client.session!.say(step.output)
      else if (step.type === 'wait') {
        if (step.until !== undefined) this.#timer = setTimeout(() => this.step(), Math.min(step.until - now(), 60_000))
        return
      } else {
        this.said.push(step.type)
        if (step.type === 'reconnect') return
      }
    }
  }

  /** Makes way for commands, and goes on after them. */
  async during(commands: () => Promise<unknown>): Promise<void> {
    this.watch.pause()
    this.step()
    await until(() => this.watch.isPaused)
    await commands()
    this.watch.resume()
    this.step()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#client.onEvent = () => {}
  }
}

/** Waits until something is true, and gives how long that took, in ms. @throws after 10 s */
export async function until(isTrue: () => boolean): Promise<number> {
  const from = now()
  while (!isTrue()) {
    if (now() - from > 10_000) throw new Error('it did not happen within 10 s')
    await wait(10)
  }
  return now() - from
}

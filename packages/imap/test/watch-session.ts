/** A client's session with a `Watch` over it and a clock that is moved by hand: what the server says goes in, lines that go out are kept. */
import { asBytes, asChars } from '@mailwire/tooling/testing'
import { ClientConnection, type ClientEvent, type ClientSend } from '../src/index.js'
import { Watch } from '../src/view/watch.js'
import type { WatchOptions } from '../src/view/watch-plan.js'
import type { WatchStep } from '../src/view/watch-step.js'

export const MINUTE = 60_000

export class WatchedSession {
  readonly client: ClientConnection = new ClientConnection()
  readonly watch: Watch
  readonly events: ClientEvent[] = []
  /** What `next` said besides `send`, in order. */
  readonly steps: WatchStep[] = []
  now = 1_000_000

  /** Logged in, with INBOX selected unless `greeting` is all there is. */
  constructor(options: Partial<WatchOptions> & { readonly announces?: string; readonly isSelected?: boolean } = {}) {
    const { announces = 'IMAP4rev1 IDLE', isSelected = true, ...given } = options
    this.client.receive(asBytes(`* PREAUTH [CAPABILITY ${announces}] hi\r\n`))
    this.drain(() => {})
    if (isSelected) {
      this.client.send({ verb: 'select', mailbox: 'INBOX' })
      this.client.receive(asBytes('A1 OK [READ-WRITE] open\r\n'))
      this.drain(() => {})
    }
    this.client.takeOutput()
    this.events.length = 0
    this.watch = new Watch({ capabilities: this.client.capabilities, ...given })
  }

  private drain(take: (event: ClientEvent) => void): void {
    for (let event = this.client.nextEvent(); event !== undefined; event = this.client.nextEvent()) {
      this.events.push(event)
      take(event)
    }
  }

  /** Asks until there is nothing to do, and gives the lines that went out. */
  turn(): string[] {
    for (let step = this.watch.next(this.now); ; step = this.watch.next(this.now)) {
      if (step.type !== 'send') this.steps.push(step)
      if (step.type === 'send') this.client.send(step.output)
      else if (step.type !== 'resync') return this.lines()
    }
  }

  lines(): string[] {
    return asChars(this.client.takeOutput()).split('\r\n').slice(0, -1)
  }

  /** The server says these lines; gives what goes out because of them. */
  server(...lines: string[]): string[] {
    this.client.receive(asBytes(lines.map(line => `${line}\r\n`).join('')))
    const out: string[] = []
    this.drain(event => {
      this.watch.take(event, this.now)
      out.push(...this.turn())
    })
    return out
  }

  /** The server closes the connection. */
  end(): string[] {
    this.client.receiveEnd()
    const out: string[] = []
    this.drain(event => {
      this.watch.take(event, this.now)
      out.push(...this.turn())
    })
    return out
  }

  /** Time passes. */
  pass(ms: number): string[] {
    this.now += ms
    return this.turn()
  }

  pause(): string[] {
    this.watch.pause()
    return this.turn()
  }

  resume(): string[] {
    this.watch.resume()
    return this.turn()
  }

  send(command: ClientSend): string[] {
    this.client.send(command)
    return this.lines()
  }

  /** In how many ms it wants to be asked; `undefined` where only an event counts. */
  get waits(): number | undefined {
    const step = this.watch.next(this.now)
    if (step.type !== 'wait') throw new Error(`wait expected, ${step.type} found`)
    return step.until === undefined ? undefined : step.until - this.now
  }

  get last(): WatchStep | undefined {
    return this.steps.at(-1)
  }
}

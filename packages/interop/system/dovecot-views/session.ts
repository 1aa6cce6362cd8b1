/** Our IMAP client on a socket to Dovecot that may be cut anywhere, also in the middle of a line; it counts what comes. */
import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { imap } from 'mailwire/node'
import { PASSWORD } from './server.js'

/** Where Dovecot listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

type Hear = (event: imap.ClientEvent) => void

export class Session {
  readonly connection: imap.ClientConnection = new imap.ClientConnection({ limits: { untagged: 1_000_000 } })
  readonly #socket: Socket
  readonly #hear: Hear
  readonly #waiting = new Map<string, (status: imap.Status | undefined) => void>()
  /** What came, in bytes, and untagged responses by their type. */
  received = 0
  readonly responses = new Map<string, number>()
  /** How long each IDLE lasts, in ms. */
  readonly #idles = new Map<string, number>()
  /** How many bytes more may come before it is cut. */
  #left = Number.POSITIVE_INFINITY
  isOver = false

  private constructor(socket: Socket, hear: Hear) {
    this.#socket = socket
    this.#hear = hear
    socket.setNoDelay(true)
    socket.on('data', chunk => this.#receive(chunk))
    socket.on('error', () => {})
    socket.on('close', () => this.cut())
  }

  /** Connects and logs in. Each event goes to `hear`, from the greeting on. */
  static async open({ host, port }: Address, hear: Hear = () => {}): Promise<Session> {
    const socket = connectSocket(port, host)
    await once(socket, 'connect')
    const session = new Session(socket, hear)
    const status = await session.run({ verb: 'login', username: 'a', password: PASSWORD })
    if (status?.type !== 'ok') throw new Error(`LOGIN: ${status?.type}`)
    if (session.connection.capabilities?.has('UIDPLUS') !== true) await session.run({ verb: 'capability' })
    return session
  }

  /** Gives what came of a command; `undefined` where the connection was cut before. IDLE is ended after `idle` ms. */
  run(command: imap.CommandInit, idle = 20): Promise<imap.Status | undefined> {
    if (this.isOver) return Promise.resolve(undefined)
    const tag = this.connection.send(command)
    const completed = new Promise<imap.Status | undefined>(settle => this.#waiting.set(tag, settle))
    if (command.verb === 'idle') this.#idles.set(tag, idle)
    this.flush()
    return completed
  }

  /** Sends something whose answer is not waited for. */
  say(output: imap.ClientSend): void {
    this.connection.send(output)
    this.flush()
  }

  /** Writes what the connection has to say. */
  flush(): void {
    for (const bytes of this.connection.takeOutput()) this.#socket.write(bytes)
  }

  /** Cuts the connection once so many bytes came. */
  cutAfter(bytes: number): void {
    this.#left = bytes
  }

  /** Cuts the connection: what is on its way is lost. */
  cut(): void {
    if (this.isOver) return
    this.isOver = true
    this.#socket.destroy()
    if (this.connection.waiting !== 'closed') this.connection.receiveEnd()
    this.#drain()
    for (const settle of this.#waiting.values()) settle(undefined)
    this.#waiting.clear()
  }

  /** Ends the session. */
  async close(): Promise<void> {
    await this.run({ verb: 'logout' })
    this.cut()
  }

  #receive(chunk: Uint8Array): void {
    if (this.isOver) return
    const part = chunk.subarray(0, Math.min(chunk.length, this.#left))
    this.received += part.length
    this.#left -= part.length
    if (part.length > 0) this.connection.receive(part)
    this.#drain()
    this.flush()
    if (this.#left === 0) this.cut()
  }

  #drain(): void {
    for (let event = this.connection.nextEvent(); event !== undefined; event = this.connection.nextEvent()) {
      this.#hear(event)
      if (event.type === 'response') {
        const { type } = event.response
        this.responses.set(type, (this.responses.get(type) ?? 0) + 1)
      } else if (event.type === 'completed') {
        this.#waiting.get(event.command.tag)?.(event.response)
        this.#waiting.delete(event.command.tag)
      } else if (event.type === 'continuation' && this.#idles.has(event.command.tag)) void this.#endIdle(event.command.tag)
    }
  }

  async #endIdle(tag: string): Promise<void> {
    await wait(this.#idles.get(tag))
    this.#idles.delete(tag)
    if (this.isOver || this.connection.mode !== 'idle') return
    this.say({ type: 'done' })
  }
}

/**
 * The one pump: it connects any connection of the protocol packages to a socket. It reads only while the connection waits for
 * input, writes what the connection wants written, starts TLS when the connection pauses for it, and ends when it is over.
 */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import type { ChannelBinding } from '@mailwire/sasl'
import { channelBindingOf, channelBindingsOf } from './channel-binding.js'
import { NetworkError, systemError } from './errors.js'
import { tlsReason } from './tls-reason.js'
import { handshake, isVerified, type PeerCertificate, secured, type TlsSide } from './tls-side.js'

/** What every connection of the protocol packages can do (see `Connection` in each). */
export interface WireConnection<Event> {
  receive(chunk: Uint8Array): void
  receiveEnd(): void
  nextEvent(): Event | undefined
  takeOutput(): Uint8Array[]
  upgraded(): Uint8Array
  readonly waiting: 'input' | 'reply' | 'upgrade' | 'closed'
}

export interface WireOptions {
  /** Needed when the session may start TLS. */
  readonly tls?: TlsSide | undefined
  /** TLS comes first of all, and not by an `upgrade` (RFC 8314 3): the connection must know, too. */
  readonly implicitTls?: boolean | undefined
  /**
   * Milliseconds to wait for the peer in one step of the protocol, after which the session fails with `timeout`; 5 minutes by default
   * (RFC 5321 4.5.3.2). A function is asked each time. Bytes that come one by one do not extend a step; 64 KiB of them do.
   */
  readonly timeout?: number | (() => number) | undefined
  /** Says which events end a step, so that the next one has its own time; by default all but the pieces of a body. */
  readonly endsStep?: ((event: { readonly type: string }) => boolean) | undefined
  /** Called when the time is up: what it gives the connection to send is still sent. */
  readonly onTimeout?: (() => void) | undefined
  /** Called while `next` waits, once for all calls of `wake` before it: what it gives the connection to send is sent. */
  readonly onWake?: (() => void) | undefined
}

/** A connection on a socket. */
export class Wire<Event extends { readonly type: string }> {
  readonly #connection: WireConnection<Event>
  readonly #options: WireOptions
  #socket: Socket
  #failure: Error | undefined
  #plain: boolean // TLS is to come before anything else
  #isAborted = false
  #isWoken = false
  #stir: (() => void) | undefined // ends waiting for the peer
  #events = 0 // since other sessions had their turn
  // The current step of the protocol: only waiting for the peer counts, not the work on this side.
  #waited = 0
  #received = 0

  constructor(connection: WireConnection<Event>, socket: Socket, options: WireOptions = {}) {
    this.#connection = connection
    this.#options = options
    this.#plain = options.implicitTls ?? false
    this.#socket = this.#adopt(socket)
  }

  /** True while the session runs over TLS. */
  get secure(): boolean {
    return this.#socket instanceof TLSSocket
  }

  /** The channel binding of the session's TLS (RFC 5056), by default of the type for its version. `undefined` without TLS. */
  channelBinding(type?: ChannelBinding['type']): ChannelBinding | undefined {
    return this.#socket instanceof TLSSocket
      ? channelBindingOf(this.#socket, this.#options.tls?.side ?? 'client', type)
      : undefined
  }

  /** All channel bindings of a server's TLS, of which the client picks one; empty without TLS. */
  channelBindings(): ChannelBinding[] {
    return this.#socket instanceof TLSSocket ? channelBindingsOf(this.#socket) : []
  }

  /** The peer's certificate, where it was asked for one and has one. */
  get peerCertificate(): PeerCertificate | undefined {
    if (!(this.#socket instanceof TLSSocket)) return undefined
    const certificate = this.#socket.getPeerX509Certificate()
    return certificate && { certificate, isTrusted: isVerified(this.#socket) }
  }

  /** True when nothing can be written any more: the peer closed or reset the connection, or the session was dropped. */
  get isGone(): boolean {
    return this.#socket.destroyed || !this.#socket.writable
  }

  /**
   * The next event, or `undefined` when the session is over. Sends first what the connection has to send, and answers an
   * `upgrade` event itself: when the caller sees it, TLS is active. Call it when the connection's `waiting` is not `'reply'`.
   *
   * @throws {@link NetworkError} `timeout`, `unreachable`, `tls`
   */
  async next(): Promise<Event | undefined> {
    if (this.#plain) {
      this.#plain = false
      await this.#startTls()
    }
    if (++this.#events >= EVENTS_PER_TURN) await this.yield()
    for (;;) {
      const event = this.#connection.nextEvent()
      if (event === undefined && this.#isWoken) {
        this.#isWoken = false
        this.#options.onWake?.()
      }
      await this.flush()
      if (event?.type === 'upgrade') {
        await this.#startTls()
        this.#connection.upgraded()
      }
      if (event !== undefined) {
        if (this.#endsStep(event)) this.#startStep()
        return event
      }
      switch (this.#connection.waiting) {
        case 'closed':
          await this.close()
          return undefined
        case 'reply':
          throw new Error('next: the session waits for send(); call it first')
        default:
          await this.#read()
      }
    }
  }

  /**
   * Writes what the connection wants written, {@link WINDOW} bytes at a time, and waits while the peer is slow to take them. What is left
   * for a peer that is gone is dropped.
   *
   * @throws {@link NetworkError} `timeout` when the peer takes nothing for too long
   */
  async flush(): Promise<void> {
    let room = WINDOW
    let ready = true
    let batch: Uint8Array[] = []
    const write = async (): Promise<void> => {
      const socket = this.#socket
      socket.cork()
      for (const bytes of batch) ready = socket.write(bytes)
      socket.uncork()
      batch = []
      room = WINDOW
      if (!ready) {
        // That the peer takes a piece is a step of its own (RFC 5321 4.5.3.2.5).
        this.#startStep()
        await this.#until('drain')
        this.#startStep()
      }
      if (this.#isAborted) throw this.#failure
    }
    for (const bytes of this.#connection.takeOutput()) {
      for (let at = 0; at < bytes.length && !this.isGone; ) {
        const piece = bytes.subarray(at, at + room)
        batch.push(piece)
        at += piece.length
        room -= piece.length
        if (room === 0) await write()
      }
    }
    if (batch.length > 0 && !this.isGone) await write()
  }

  /** Has `onWake` called while `next` waits for the peer. Safe to call at any time. */
  wake(): void {
    this.#isWoken = true
    this.#stir?.()
  }

  /** Lets everybody else in this process have a turn, and lets the end of this connection be seen. */
  async yield(): Promise<void> {
    this.#events = 0
    await nextTurn()
  }

  /** Writes what is left, and closes the socket. Safe to call at any time, and twice. */
  async close(): Promise<void> {
    if (this.#socket.destroyed) return
    await this.flush()
    this.#socket.end()
    // A peer that has ended the session gets a limited time to close, whatever it still sends.
    const timer = setTimeout(() => this.#socket.destroy(), Math.min(this.#timeout, FAREWELL))
    this.#socket.resume()
    if (!this.#socket.closed) await once(this.#socket, 'close').catch(() => {})
    clearTimeout(timer)
  }

  /** Ends the session: output of the connection is still sent, and `next` throws the failure. */
  abort(failure: NetworkError): void {
    this.#failure ??= failure
    this.#isAborted = true
    if (!this.isGone) for (const bytes of this.#connection.takeOutput()) this.#socket.write(bytes)
    destroySoon(this.#socket, Math.min(this.#timeout, LAST_WORDS))
  }

  /** Drops the session at once. */
  destroy(): void {
    this.#socket.destroy()
  }

  get #timeout(): number {
    const { timeout = 300_000 } = this.#options
    return typeof timeout === 'number' ? timeout : timeout()
  }

  async #read(): Promise<void> {
    for (;;) {
      const chunk: Uint8Array | null = this.#socket.read()
      if (chunk !== null) {
        this.#received += chunk.length
        if (this.#received >= STEP_BYTES) this.#startStep()
        return this.#connection.receive(chunk)
      }
      if (this.#failure !== undefined) throw this.#failure
      if (this.#socket.readableEnded || this.#socket.destroyed) return this.#connection.receiveEnd()
      if (this.#isWoken) return
      await this.#until('readable')
    }
  }

  #endsStep(event: Event): boolean {
    return this.#options.endsStep?.(event) ?? !event.type.endsWith('-chunk')
  }

  #startStep(): void {
    this.#waited = 0
    this.#received = 0
  }

  /** Waits for an event of the socket, its end or its failure, at most for the time of the step. */
  #until(event: 'readable' | 'drain'): Promise<void> {
    const socket = this.#socket
    const timeout = this.#timeout
    const start = performance.now()
    const timer = setTimeout(() => this.#expire(event, timeout), Math.max(0, timeout - this.#waited))
    const events = [event, 'end', 'close', 'error']
    return new Promise(resolve => {
      const done = (): void => {
        for (const name of events) socket.off(name, done)
        clearTimeout(timer)
        this.#stir = undefined
        this.#waited += performance.now() - start
        resolve()
      }
      for (const name of events) socket.on(name, done)
      if (event === 'readable') this.#stir = done
      if (socket.destroyed) done()
    })
  }

  /** The time is up: sends the last output, and fails the session. */
  #expire(event: 'readable' | 'drain', timeout: number): void {
    const came = this.#received === 0 ? `nothing came for ${timeout} ms` : `only ${this.#received} bytes came in ${timeout} ms`
    const reason = event === 'drain' ? `write: the peer read nothing for ${timeout} ms` : `read: ${came}`
    this.#options.onTimeout?.()
    this.abort(new NetworkError('timeout', reason))
  }

  #adopt(socket: Socket): Socket {
    socket.setNoDelay(true)
    socket.on('error', error => {
      this.#failure ??= systemError('session', error)
    })
    return socket
  }

  async #startTls(): Promise<void> {
    const { tls } = this.#options
    if (tls === undefined) throw new NetworkError('tls', 'start TLS: no credentials were given')
    const plain = this.#socket
    plain.removeAllListeners('error')
    const secure = secured(plain, tls)
    this.#socket = this.#adopt(secure)
    try {
      await handshake(secure, tls.side, this.#timeout)
    } catch (error) {
      secure.destroy()
      if (this.#isAborted) throw this.#failure
      throw new NetworkError('tls', `start TLS: ${tlsReason(error, tls.side === 'client' ? tls : undefined)}`, error)
    }
  }
}

/** After this many bytes of one step its time starts again: a large body on a slow line is not a stalled peer. */
const STEP_BYTES = 65_536

/** Bytes that are written to the socket before the peer must have read them: the memory that a slow reader costs. */
const WINDOW = 65_536

/** Events of one session before the others of the process have their turn. */
const EVENTS_PER_TURN = 64

/** How long a peer may take to close its side once the session is over, in milliseconds. */
const FAREWELL = 2000

/** What a session that is ended from here may still take to be heard, in milliseconds; no more than a step may. */
const LAST_WORDS = 1000

/** Drops a socket once what was written is sent, or after a while. */
export function destroySoon(socket: Socket, time: number = LAST_WORDS): void {
  socket.destroySoon()
  if (!socket.destroyed) setTimeout(() => socket.destroy(), time).unref()
}

/**
 * The message that a server is offered: its envelope as far as it was accepted, and its content on the way in, behind DATA (RFC 5321 4.1.1.4)
 * or behind BDAT (RFC 3030 2).
 */
import type { DataViolation } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { type ContentSource, Incoming, type IncomingKind, readCounted } from '../data/incoming.js'
import type { ServerCommand, ServerEnvelope, ServerEvent } from './events.js'
import { type Effect, inputMode, inTransaction, type State } from './state.js'

type Bdat = Command & { verb: 'bdat' }

/** The bytes behind a BDAT that are still to come; where it is refused they are thrown away, and `refuse` gives its event. */
interface Chunk {
  readonly command: Bdat
  readonly refuse: (() => ServerEvent) | undefined
  left: number
}

/** What reading content came to. */
export type ContentStep =
  | Extract<ServerEvent, { type: 'body-start' | 'body-chunk' }>
  /** The bytes of a BDAT are all there. */
  | { readonly type: 'chunk-end'; readonly command: Bdat; readonly refuse: (() => ServerEvent) | undefined }
  /** CRLF "." CRLF was read. */
  | { readonly type: 'message-end' }

/** What the replies to a message answer. */
export type MessageEnd = 'body-end' | 'bdat-last'

const MESSAGE_END: ContentStep = { type: 'message-end' }

export class MessageIn {
  /** The message is whole, and this is what its replies answer. */
  end: MessageEnd | undefined
  /** `undefined` where no message is under way. */
  envelope: ServerEnvelope | undefined
  /** Messages that were begun in this session. */
  mails = 0
  /** The domains of the recipients, in lower case. */
  readonly domains: Set<string> = new Set()
  readonly #textLine: number
  #content: Incoming | undefined
  #isStarted = false // `body-start` was given
  #chunk: Chunk | undefined
  #answered = 0 // replies to the whole message: in LMTP there may be several

  /** `textLine`: how long a line may be, with its CRLF. */
  constructor(textLine: number) {
    this.#textLine = textLine
  }

  /** MAIL or RCPT was accepted, or what else was answered led to a state. */
  follow(effect: Effect | undefined, command: ServerCommand | undefined, state: State): void {
    if (effect === 'sender' && command?.verb === 'mail') {
      this.envelope = { reversePath: command.reversePath, parameters: command.parameters, recipients: [] }
      this.domains.clear()
      this.mails++
    } else if (effect === 'recipient' && command?.verb === 'rcpt' && this.envelope !== undefined) {
      const { forwardPath, parameters } = command
      ;(this.envelope.recipients as ServerEnvelope['recipients'][number][]).push({ forwardPath, parameters })
      this.domains.add(forwardPath.domain?.toLowerCase() ?? '')
    }
    if (!inTransaction(state)) this.envelope = undefined
    if (inputMode(state) === 'message') this.#begin('lines')
    else if (state !== 'bdat') this.#content = undefined
    this.end = undefined
    this.#answered = 0
  }

  /** The message was announced as BODY=BINARYMIME. */
  get isBinary(): boolean {
    return this.envelope?.parameters.body === 'BINARYMIME'
  }

  /** True inside a message, from its first byte on to its reply. */
  get isOpen(): boolean {
    return this.#content !== undefined || this.#chunk !== undefined
  }

  /** True where the next bytes are content; `state` is the session's. */
  isNext(state: State): boolean {
    return this.#chunk !== undefined || (this.#content !== undefined && inputMode(state) === 'message')
  }

  /** Bytes so far, without the dots that were stuffed in. */
  get size(): number {
    return this.#content?.size ?? 0
  }

  /** What does not belong in a message; ask once, when it is whole. */
  get violations(): readonly DataViolation[] {
    return this.#content?.violations ?? []
  }

  /** The bytes of a BDAT come next; with `refuse` they are thrown away. */
  startChunk(command: Bdat, refuse?: () => ServerEvent): void {
    if (refuse === undefined && this.#content === undefined) this.#begin(this.isBinary ? 'binary' : 'text')
    this.#chunk = { command, refuse, left: command.size }
  }

  /** The next piece, or what ended; `undefined` when more is needed. */
  read(source: ContentSource): ContentStep | undefined {
    const chunk = this.#chunk
    if (!this.#isStarted && chunk?.refuse === undefined) {
      this.#isStarted = true
      return { type: 'body-start', envelope: this.envelope! }
    }
    if (chunk !== undefined) return this.#readChunk(chunk, source)
    const bytes = this.#content!.readLines(source)
    if (bytes !== undefined) return { type: 'body-chunk', bytes }
    return this.#content!.isDone ? MESSAGE_END : undefined
  }

  /** The message is whole; in LMTP each recipient that was accepted has a reply of its own (RFC 2033 4.2). */
  ended(end: MessageEnd, lmtp: boolean): Pick<Extract<ServerEvent, { type: 'body-end' }>, 'envelope' | 'recipient'> {
    const envelope = this.envelope!
    this.end = end
    return { envelope, recipient: lmtp ? envelope.recipients[this.#answered] : undefined }
  }

  /** A reply to the whole message was sent: true when another is due. */
  isDue(lmtp: boolean): boolean {
    return ++this.#answered < (lmtp ? this.envelope!.recipients.length : 1)
  }

  #readChunk(chunk: Chunk, source: ContentSource): ContentStep | undefined {
    const { command, refuse } = chunk
    while (chunk.left > 0) {
      const bytes = readCounted(source, chunk.left)
      if (bytes === undefined) return undefined
      chunk.left -= bytes.length
      if (refuse !== undefined) continue
      this.#content!.count(bytes)
      return { type: 'body-chunk', bytes }
    }
    this.#chunk = undefined
    return { type: 'chunk-end', command, refuse }
  }

  #begin(kind: IncomingKind): void {
    this.#content = new Incoming(kind, this.#textLine)
    this.#isStarted = false
  }
}

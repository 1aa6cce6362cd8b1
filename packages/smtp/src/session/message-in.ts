/**
 * The message that a server receives: the accepted part of its envelope, and its content, after DATA (RFC 5321 4.1.1.4) or after BDAT
 * (RFC 3030 2).
 */
import type { DataViolation } from '@mailwire/bytes'
import type { Command } from '../command/command.js'
import { type ContentSource, Incoming, type IncomingKind, readCounted } from '../data/incoming.js'
import type { ServerCommand, ServerEnvelope, ServerEvent } from './events.js'
import { answersEach, type Effect, inputModes, inTransaction, replyCount, type SessionVerb, type State } from './state.js'

type Bdat = Command & { verb: 'bdat' }

/** The remaining bytes of a BDAT; if it is refused they are discarded, and `refuse` gives its event. */
interface Chunk {
  readonly command: Bdat
  readonly refuse: (() => ServerEvent) | undefined
  left: number
}

/** A step of reading content. */
export type ContentStep =
  | Extract<ServerEvent, { type: 'body-start' | 'body-chunk' }>
  /** All bytes of a BDAT were read. */
  | { readonly type: 'chunk-end'; readonly command: Bdat; readonly refuse: (() => ServerEvent) | undefined }
  /** CRLF "." CRLF was read. */
  | { readonly type: 'message-end' }

/** What the replies to a message answer. */
export type MessageEnd = 'body-end' | 'bdat-last'

const MESSAGE_END: ContentStep = { type: 'message-end' }

export class MessageIn {
  /** Once the message is complete: what its replies answer. */
  end: MessageEnd | undefined
  /** `undefined` outside a transaction. */
  envelope: ServerEnvelope | undefined
  /** Messages begun in this session. */
  mails = 0
  /** The domains of the recipients, in lower case. */
  readonly domains: Set<string> = new Set()
  readonly #textLine: number
  readonly #lmtp: boolean
  #content: Incoming | undefined
  #isStarted = false // `body-start` was given
  #chunk: Chunk | undefined
  #answered = 0 // replies to the complete message: in LMTP there may be several

  /** `textLine` is the maximum length of a line, with its CRLF. */
  constructor(textLine: number, lmtp: boolean) {
    this.#textLine = textLine
    this.#lmtp = lmtp
  }

  /** Follows a reply: its effect, and the state after it. */
  follow(effect: Effect | undefined, command: ServerCommand | undefined, state: State): void {
    if (effect === 'sender' && command?.verb === 'mail') {
      this.envelope = { reversePath: command.reversePath, parameters: command.parameters, recipients: [] }
      this.domains.clear()
      this.mails++
    } else if (effect === 'recipient' && command?.verb === 'rcpt') {
      const { forwardPath, parameters } = command
      ;(this.envelope!.recipients as ServerEnvelope['recipients'][number][]).push({ forwardPath, parameters })
      this.domains.add(forwardPath.domain?.toLowerCase() ?? '')
    }
    if (!inTransaction(state)) this.envelope = undefined
    if (inputModes[state] === 'message') this.#begin('lines')
    else if (state !== 'bdat') this.#content = undefined
    this.end = undefined
    this.#answered = 0
  }

  /** True for a message announced as BODY=BINARYMIME. */
  get isBinary(): boolean {
    return this.envelope?.parameters.body === 'BINARYMIME'
  }

  /** True inside a message, from its first byte to its reply. */
  get isOpen(): boolean {
    return this.#content !== undefined || this.#chunk !== undefined
  }

  /** True if the next bytes are content; `state` is the session's. */
  isNext(state: State): boolean {
    return this.#chunk !== undefined || inputModes[state] === 'message'
  }

  /** Bytes so far of an open message, without the stuffed dots. */
  get size(): number {
    return this.#content!.size
  }

  /** The violations found; read this once, when the message is complete. */
  get violations(): readonly DataViolation[] {
    return this.#content!.violations
  }

  /** The bytes of a BDAT come next; with `refuse` they are discarded. */
  startChunk(command: Bdat, refuse?: () => ServerEvent): void {
    if (refuse === undefined && this.#content === undefined) this.#begin(this.isBinary ? 'binary' : 'text')
    this.#chunk = { command, refuse, left: command.size }
  }

  /** The next piece, or what ended; `undefined` when more input is needed. */
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

  /** The message is complete. */
  ended(end: MessageEnd, state: State): Pick<Extract<ServerEvent, { type: 'body-end' }>, 'envelope' | 'recipient'> {
    const envelope = this.envelope!
    this.end = end
    return { envelope, recipient: answersEach(state, end, this.#lmtp) ? envelope.recipients[this.#answered] : undefined }
  }

  /** A reply was sent; true if the message gets another. */
  isDue(verb: SessionVerb, state: State): boolean {
    return ++this.#answered < replyCount(state, verb, this.#lmtp, this.envelope?.recipients.length ?? 0)
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

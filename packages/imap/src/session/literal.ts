/**
 * Reads the commands of a client with their literals (RFC 9051 4.3, RFC 7888). Small literals become part of the command. A larger literal, and every
 * literal of APPEND and REPLACE, first needs a decision: accept, refuse, or read and discard it. Streamed bytes are not kept.
 */
import { type Input, SP, upperAscii } from '@mailwire/bytes'
import { type AnnouncedMessage, type AppendedMessage, appendedMessage } from '../command/append.js'
import { type Command, command, commandReader, tagOf } from '../command/command.js'
import { ImapError } from '../error.js'
import { ATOM } from '../grammar/classes.js'
import type { Frame, LiteralMarker } from '../grammar/frame.js'
import { Framer } from '../grammar/framing.js'
import type { Reader, Strictness } from '../grammar/reader.js'
import { MAX_NON_SYNCHRONIZING } from '../grammar/writer.js'
import type { ImapLimits } from '../limits.js'
import type { ImapWarning } from '../quirks.js'
import type { Mode } from './state.js'

/** A literal that waits for a decision. */
export interface AnnouncedLiteral {
  readonly type: 'literal'
  readonly marker: LiteralMarker
  readonly tag: string | undefined
  readonly name: string | undefined
  /** The message of an APPEND or REPLACE, if the literal is one. */
  readonly append: AppendedMessage | undefined
  /** True when its bytes become part of the command; otherwise they stream. */
  readonly isInline: boolean
  /** True when its bytes may hold NUL (RFC 3516). */
  readonly isLiteral8: boolean
}

/** A complete command. */
export interface WholeCommand {
  readonly type: 'command'
  readonly frame: Frame
  /** Why the command is invalid: one of its literals was discarded, or contains NUL. */
  readonly damage: ImapError | undefined
}

/** The content of an accepted literal. */
export type LiteralContent =
  | { readonly type: 'body-start'; readonly literal: AnnouncedLiteral }
  | { readonly type: 'body-chunk'; readonly bytes: Uint8Array; readonly literal: AnnouncedLiteral }
  | { readonly type: 'body-end' }

/** The decision on a literal, and so on its command. */
export type Decision = 'accept' | 'refuse' | 'discard'

/**
 * How many literals of an APPEND are checked for a message: before it, the mailbox may be a literal, and extension values and parts of CATENATE may
 * contain some. Each check starts at the previous message or the beginning of the command, hence the bound; a message after more literals is not streamed.
 */
const LITERALS_OF_APPEND = 16

export interface CommandReaderOptions {
  readonly limits: ImapLimits
  readonly strict: Strictness
  /** Lets the client send a small synchronizing literal. */
  readonly goOn: () => void
  /** The largest non-synchronizing literal, if above 4096 bytes. */
  readonly maxNonSynchronizing: () => number
  /** The largest message of an APPEND. */
  readonly maxMessage: () => number
}

/** Reads the commands of one session. */
export class CommandReader {
  readonly #framer: Framer
  readonly #reader: Reader
  readonly #options: CommandReaderOptions
  /** The largest literal that is read without a decision. */
  readonly #maxInline: number
  readonly #ahead: LiteralContent[] = []
  #tag: string | undefined
  #name: string | undefined
  #count = 0 // literals since the last message
  #message: AnnouncedMessage | undefined
  #pending: AnnouncedLiteral | undefined
  #streaming: AnnouncedLiteral | undefined
  /** The decision on the rest of the command. */
  #fate: Decision = 'accept'
  #hasNul = false

  constructor(input: Input, options: CommandReaderOptions) {
    const { limits, strict } = options
    this.#options = options
    this.#maxInline = Math.min(limits.literal, limits.inlineLiteral, limits.message)
    this.#framer = new Framer(input, {
      limits: { ...limits, literal: Number.MAX_SAFE_INTEGER, inlineLiteral: this.#maxInline },
      strict: strict !== false,
      literalPlaces: () => 'anywhere',
    })
    this.#reader = commandReader({ strict }, limits)
  }

  /** True inside a command. */
  get partial(): boolean {
    return this.#framer.partial || this.#ahead.length > 0
  }

  /** The next result; `refused` at the end of a command that was answered already. Not called while a decision is pending. */
  next(mode: Mode): AnnouncedLiteral | WholeCommand | LiteralContent | { readonly type: 'refused' } | undefined {
    const ahead = this.#ahead.shift()
    if (ahead !== undefined) return ahead
    for (let found = this.#framer.next(); found !== undefined; found = this.#framer.next()) {
      if (found.type === 'frame') return this.#whole(found)
      if (found.type === 'literal') {
        // Only DONE is allowed here: the literal is not requested, and not read as a separate line.
        if (mode === 'idle') this.#fate = 'discard'
        const event = this.#fate === 'accept' ? this.#literal(found) : this.#unwanted(found)
        if (event !== undefined) return event
      } else if (this.#fate === 'accept') {
        this.#hasNul ||= !this.#streaming!.isLiteral8 && found.bytes.includes(0)
        if (found.last) this.#ahead.push({ type: 'body-end' })
        return { type: 'body-chunk', bytes: found.bytes, literal: this.#streaming! }
      }
    }
    return undefined
  }

  /** True if mailbox names are UTF-8. */
  set utf8(value: boolean) {
    this.#reader.utf8 = value
  }

  /** Decodes a complete command. @throws {@link ImapError} for an invalid command */
  read(frame: Frame): Command {
    return command(this.#reader.reset(frame))
  }

  /** Applies the decision on the literal from `next`. */
  decide(decision: Decision): void {
    const literal = this.#pending!
    const { size, nonSynchronizing } = literal.marker
    this.#pending = undefined
    if (decision === 'refuse' && !nonSynchronizing) {
      this.#framer.abandon()
      this.#hasNul = false
      return
    }
    this.#fate = decision
    if (decision === 'accept' && literal.isInline) return
    this.#framer.stream()
    if (decision !== 'accept') return
    this.#streaming = literal
    this.#ahead.push({ type: 'body-start', literal })
    if (size === 0) this.#ahead.push({ type: 'body-end' })
  }

  /** Why a literal may not be accepted: it is too large to be non-synchronizing (RFC 7888 5), or the message is above APPENDLIMIT (RFC 7889 4). */
  tooLarge({ append, marker: { nonSynchronizing, size, offset } }: AnnouncedLiteral): ImapError | undefined {
    const max = append === undefined ? size : this.#options.maxMessage()
    if (size > max)
      return new ImapError('message-too-large', offset, `receive: a message of ${size} bytes is above APPENDLIMIT=${max}`)
    return nonSynchronizing && this.#exceeds(size)
      ? new ImapError('literal-too-large', offset, `receive: a non-synchronizing literal of ${size} bytes, at most 4096 allowed`)
      : undefined
  }

  #exceeds(size: number): boolean {
    return size > MAX_NON_SYNCHRONIZING && size > this.#options.maxNonSynchronizing()
  }

  #whole(frame: Frame): WholeCommand | { readonly type: 'refused' } {
    const fate = this.#fate
    const hasNul = this.#hasNul
    this.#fate = 'accept'
    this.#hasNul = false
    if (fate === 'refuse') return { type: 'refused' }
    const { offset } = frame
    if (fate === 'discard')
      return {
        type: 'command',
        frame,
        damage: new ImapError('discarded', offset, 'receive: a literal of the command was discarded'),
      }
    const damage = hasNul ? new ImapError('nul', offset, 'receive: NUL in a literal; only a literal8 may contain it') : undefined
    return { type: 'command', frame, damage }
  }

  /** Handles a literal after one that was not accepted: a non-synchronizing one is skipped; at a synchronizing one the command ends. */
  #unwanted(marker: LiteralMarker): WholeCommand | { readonly type: 'refused' } | undefined {
    if (marker.nonSynchronizing) {
      this.#framer.stream()
      return undefined
    }
    this.#framer.abandon()
    return this.#whole(headOf(marker))
  }

  #literal(marker: LiteralMarker): AnnouncedLiteral | WholeCommand | { readonly type: 'refused' } | undefined {
    if (marker.first) this.#begin(marker)
    // The literal of an invalid command is not requested, and not read as a separate line.
    if (this.#name === undefined) {
      this.#fate = 'discard'
      return this.#unwanted(marker)
    }
    this.#count++
    const isAppend = verbOfMessage(this.#name) !== undefined
    const mayBeMessage = isAppend && this.#count <= LITERALS_OF_APPEND
    const append = mayBeMessage ? this.#messageOf(marker) : undefined
    const isInline = append === undefined && marker.size <= this.#maxInline
    if (isAppend || !isInline || (marker.nonSynchronizing && this.#exceeds(marker.size))) {
      const isLiteral8 = marker.bytes[marker.end - 1] === 0x7e
      this.#pending = { type: 'literal', marker, tag: this.#tag, name: this.#name, append, isInline, isLiteral8 }
      return this.#pending
    }
    if (!marker.nonSynchronizing) this.#options.goOn()
    return undefined
  }

  /** The message of the announced literal, if it is one. */
  #messageOf(marker: LiteralMarker): AppendedMessage | undefined {
    const found = appendedMessage(this.#reader, marker, this.#message)
    if (found === undefined) return undefined
    const { mailbox, wireName, index, binary } = found
    this.#message = { mailbox, wireName, index, place: marker.end - marker.start - (binary ? 1 : 0) }
    this.#count = 0
    return found
  }

  /** Reads the beginning of a command, as far as available. Done once, as the tag may be long and the literals many. */
  #begin(marker: LiteralMarker): void {
    const head = headOf(marker)
    const reader = this.#reader.reset(head)
    this.#count = 0
    this.#message = undefined
    this.#tag = tagOf(head)
    reader.pos += this.#tag?.length ?? 0
    const name = this.#tag === undefined || reader.peek() !== SP ? '' : wordBehindSpaces(reader)
    this.#name = (name === 'UID' ? `UID ${wordBehindSpaces(reader)}`.trimEnd() : name) || undefined
  }
}

/** The verb of a command with messages, each of whose literals needs a decision; `undefined` for others. */
export const verbOfMessage = (name: string | undefined): 'append' | 'replace' | undefined =>
  name === 'APPEND' ? 'append' : name === 'REPLACE' || name === 'UID REPLACE' ? 'replace' : undefined

/** The command so far, up to the marker of a literal. */
const headOf = ({ bytes, start, end, offset, streamedBefore }: LiteralMarker): Frame => ({
  type: 'frame',
  bytes,
  start,
  end,
  offset,
  streamed: streamedBefore,
})

function wordBehindSpaces(reader: Reader): string {
  while (reader.skip(SP));
  return upperAscii(reader.run(ATOM))
}

const NO_WARNINGS: readonly ImapWarning[] = /* @__PURE__ */ Object.freeze([])

/** The warning of a line that ends in LF alone. */
export const bareLfAt = (offset: number | undefined): readonly ImapWarning[] =>
  offset === undefined ? NO_WARNINGS : [{ code: 'bare-lf', offset }]

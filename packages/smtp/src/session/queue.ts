/** Commands that wait for their replies, or to be sent: the pending half of a client's state. All of it costs the same however many wait. */
import type { Answered } from './events.js'
import { mayFollow, type SessionVerb, type State } from './state.js'

/** A command between `send` and its reply. */
export interface Outstanding {
  command: Answered
  readonly verb: SessionVerb
  /** Where the session is planned to be behind it. */
  planned: State
  /** The line that was checked and is written; BDAT's is not known before it goes out. */
  readonly line: Uint8Array | undefined
  /** What the tap sees of the line, where that is something else. */
  readonly shown: Uint8Array | undefined
  /** BDAT's bytes, until they are written. */
  readonly content: Uint8Array[] | undefined
  /** How many arrays of `content` are the queue's own, and not the caller's. */
  owned: number
  sent: boolean
  /** Replies that were received: in LMTP there may be several. */
  replies: number
}

/** An entry of a queue, with its `line` or its `content`. */
export const outstanding = (
  command: Answered,
  verb: SessionVerb,
  planned: State,
  { line, shown, content }: Partial<Pick<Outstanding, 'line' | 'shown' | 'content'>> = {},
): Outstanding => ({
  command,
  verb,
  planned,
  line,
  shown,
  content,
  owned: 0,
  sent: false,
  replies: 0,
})

/** Taken entries are cleared away once there are as many of them, and half of all. */
const SPARE = 64

/** Outstanding commands in their order: those that were sent, then those that were not. */
export class Queue {
  #entries: Outstanding[] = []
  #head = 0
  #sent = 0 // the place behind the last that was sent

  get length(): number {
    return this.#entries.length - this.#head
  }

  /** The command that the next reply answers. */
  get first(): Outstanding | undefined {
    return this.#entries[this.#head]
  }

  /** The command that was queued last; `undefined` when it was sent. */
  get lastWaiting(): Outstanding | undefined {
    return this.#sent < this.#entries.length ? this.#entries.at(-1) : undefined
  }

  push(entry: Outstanding): void {
    this.#entries.push(entry)
  }

  /** All, in their order. */
  all(): Outstanding[] {
    return this.#entries.slice(this.#head)
  }

  /** Takes the last away, which was not sent. */
  dropLast(): void {
    this.#entries.pop()
  }

  /** Puts one that was sent before all others. */
  putFirst(entry: Outstanding): void {
    entry.sent = true
    if (this.#head > 0) this.#entries[--this.#head] = entry
    else {
      this.#entries.unshift(entry)
      this.#sent++
    }
  }

  /** Takes the first away. */
  shift(): void {
    this.#head++
    if (this.#sent < this.#head) this.#sent = this.#head
    if (this.#head < SPARE || 2 * this.#head < this.#entries.length) return
    this.#entries.splice(0, this.#head)
    this.#sent -= this.#head
    this.#head = 0
  }

  /** The first command that may go out now: within the window, and in a group with those before it or alone (RFC 2920 3.1). */
  nextToSend(pipelining: boolean, window: number): Outstanding | undefined {
    const entry = this.#entries[this.#sent]
    if (entry === undefined || this.#sent - this.#head >= window) return undefined
    const before = this.#sent > this.#head ? this.#entries[this.#sent - 1] : undefined
    return before === undefined || (pipelining && mayFollow(before.verb, entry.verb)) ? entry : undefined
  }

  /** The one that `nextToSend` gave is being sent. */
  markSent(): void {
    this.#entries[this.#sent++]!.sent = true
  }

  /**
   * Goes through the entries in their order, as far as `step` returns something else than `'stop'`. One that was not sent may be dropped.
   */
  walk(step: (entry: Outstanding) => 'keep' | 'drop' | 'stop'): void {
    let to = this.#head
    let at = this.#head
    for (; at < this.#entries.length; at++) {
      const entry = this.#entries[at]!
      const found = step(entry)
      if (found === 'stop') break
      if (found === 'keep') this.#entries[to++] = entry
    }
    if (to < at) this.#entries.splice(to, at - to)
  }
}

/** Makes the bytes that still wait the queue's own, so that the caller may use its chunks again. What it owns already is left alone. */
export function ownContent(entry: Outstanding): void {
  const { content, owned, sent } = entry
  if (sent || content === undefined || content.length === owned) return
  content.push(joined(content.splice(owned)))
  entry.owned = content.length
}

/** The bytes of all parts, as one copy. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const copy = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    copy.set(part, at)
    at += part.length
  }
  return copy
}

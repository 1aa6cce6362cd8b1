/** Commands that wait for their replies, or to be sent. The cost of an operation does not depend on the length of the queue. */
import type { Answered } from './events.js'
import { mayFollow, type SessionVerb, type State } from './state.js'

/** A command between `send` and its reply. */
export interface Outstanding {
  command: Answered
  verb: SessionVerb
  /** The planned state after its reply. */
  planned: State
  /** The line to write; that of BDAT is not known before it is sent. */
  readonly line: Uint8Array | undefined
  /** What the tap sees instead, if the line is masked. */
  readonly shown: Uint8Array | undefined
  /** BDAT's bytes, until they are written. */
  readonly content: Uint8Array[] | undefined
  /** How many arrays of `content` belong to the queue, not to the caller. */
  owned: number
  sent: boolean
  /** Replies received so far: in LMTP there may be several. */
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

/** Outstanding commands in order: those that were sent, then those that were not. */
export class Queue {
  #entries: Outstanding[] = []
  #head = 0
  #sent = 0 // index after the last that was sent

  get length(): number {
    return this.#entries.length - this.#head
  }

  /** The command that the next reply answers. */
  get first(): Outstanding | undefined {
    return this.#entries[this.#head]
  }

  /** The last command queued; `undefined` if it was sent. */
  get lastWaiting(): Outstanding | undefined {
    return this.#sent < this.#entries.length ? this.#entries.at(-1) : undefined
  }

  push(entry: Outstanding): void {
    this.#entries.push(entry)
  }

  /** All commands, in order. */
  all(): Outstanding[] {
    return this.#entries.slice(this.#head)
  }

  /** Adds a sent command before all others. */
  putFirst(entry: Outstanding): void {
    entry.sent = true
    if (this.#head > 0) this.#entries[--this.#head] = entry
    else {
      this.#entries.unshift(entry)
      this.#sent++
    }
  }

  /** Removes the first command, which was sent. Places of removed entries are dropped once they are half of all, so that each entry moves once at most. */
  shift(): void {
    this.#head++
    if (2 * this.#head < this.#entries.length) return
    this.#entries.splice(0, this.#head)
    this.#sent -= this.#head
    this.#head = 0
  }

  /** The next unsent command, if it may be sent now: within the window, and in a group with the one before it or alone (RFC 2920 3.1). */
  nextToSend(pipelining: boolean, window: number): Outstanding | undefined {
    const entry = this.#entries[this.#sent]
    if (entry === undefined || this.#sent - this.#head >= window) return undefined
    const before = this.#sent > this.#head ? this.#entries[this.#sent - 1] : undefined
    return before === undefined || (pipelining && mayFollow(before.verb, entry.verb)) ? entry : undefined
  }

  /** Marks the command from `nextToSend` as sent. */
  markSent(): void {
    this.#entries[this.#sent++]!.sent = true
  }

  /**
   * Visits the entries in order until `step` returns `'stop'`. Only unsent entries may be dropped.
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

/** Copies queued bytes that belong to the caller, who may then reuse its chunks. Bytes already copied are left alone. */
export function ownContent(entry: Outstanding): void {
  const { content, owned, sent } = entry
  if (sent || content === undefined || content.length === owned) return
  content.push(joined(content.splice(owned)))
  entry.owned = content.length
}

/** The bytes of all parts, in one copy: also of a single part, which `concat` would hand on as the caller's. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const copy = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    copy.set(part, at)
    at += part.length
  }
  return copy
}

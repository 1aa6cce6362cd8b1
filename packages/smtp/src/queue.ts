/** Commands that wait for their replies, or to be sent: the pending half of a client's state. */
import type { Answered } from './client-events.js'
import { mayFollow, type SessionVerb } from './state.js'

/** A command between `send` and its reply. */
export interface Outstanding {
  readonly command: Answered
  readonly verb: SessionVerb
  /** BDAT's octets, until they are written. */
  readonly content?: Uint8Array[] | undefined
  sent: boolean
  /** Replies that were received: in LMTP there may be several. */
  replies: number
}

export const outstanding = (command: Answered, verb: SessionVerb, content?: Uint8Array[]): Outstanding => ({
  command,
  verb,
  content,
  sent: false,
  replies: 0,
})

/** The first command that may go out now: within the window, and in a group with those before it or alone (RFC 2920 3.1). */
export function nextToSend(queue: readonly Outstanding[], pipelining: boolean, window: number): Outstanding | undefined {
  const at = queue.findIndex(entry => !entry.sent)
  const entry = queue[at]
  if (entry === undefined || at >= window) return undefined
  return at === 0 || (pipelining && mayFollow(queue[at - 1]!.verb, entry.verb)) ? entry : undefined
}

/** Makes the octets that still wait the queue's own, so that the caller may use its chunks again. */
export function ownContent(queue: readonly Outstanding[]): void {
  for (const { sent, content } of queue)
    if (!sent && content !== undefined && content.length > 0) content.push(joined(content.splice(0)))
}

/** The octets of all parts, as one copy. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const copy = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    copy.set(part, at)
    at += part.length
  }
  return copy
}

/** Answers that have many responses: a batch of them is written at a time, and others have their turns in between. */
import type { ResponseInit } from '@mailwire/imap'

/** Responses, the tagged one last; or what the protocol suggests; or nothing, since the client is gone. */
export type Answer = readonly ResponseInit[] | 'suggested' | 'gone'

/** Where answers go that have many responses. */
export interface CommandPeer {
  /** Sends a response ahead of those that complete the command. */
  send(response: ResponseInit): void
  /** Writes what was sent, and gives others their turn; false when the client is gone. */
  written(): Promise<boolean>
}

/** Responses that are written together. */
const BATCH = 64

/** Sends responses a batch at a time, as long as the client is there to read them. */
export async function inBatches(
  responses: Iterable<ResponseInit | undefined>,
  done: () => ResponseInit,
  peer: CommandPeer,
): Promise<Answer> {
  let batch = 0
  for (const response of responses) {
    if (response !== undefined) peer.send(response)
    // A body is written before the next one is looked up.
    const hasBody = response?.type === 'fetch' && (response.items.sections ?? []).length > 0
    batch = hasBody ? BATCH : batch + 1
    if (batch < BATCH) continue
    batch = 0
    if (!(await peer.written())) return 'gone'
  }
  return [done()]
}

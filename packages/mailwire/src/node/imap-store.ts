/** FETCH and STORE (RFC 9051 6.4.5, 6.4.6), also of what changed since (RFC 7162 3.1.4, 3.2.6) and on condition that nothing did (3.1.3). */
import {
  type FetchCommand,
  normalizeSequenceSet,
  type ResponseInit,
  type SequenceSet,
  type StoreFlagsCommand,
  sequenceSetOf,
} from '@mailwire/imap'
import { type Answer, type CommandPeer, inBatches } from './imap-batches.js'
import { MAX_FETCH_ITEMS } from './imap-fetch.js'
import type { SelectedMailbox } from './imap-mailbox.js'
import { flagsRefusal, no, ok, type Tagged } from './imap-replies.js'
import { vanishedSince } from './imap-resync.js'
import { READ_ONLY } from './imap-transfer.js'

export function fetch(command: FetchCommand & Tagged, selected: SelectedMailbox, peer: CommandPeer): Answer | Promise<Answer> {
  // RFC 5530 3.
  if (command.items.length > MAX_FETCH_ITEMS && typeof command.items !== 'string')
    return [no(command, 'LIMIT', `at most ${MAX_FETCH_ITEMS} items at a time`)]
  const since = command.modifiers.find(one => one.name === 'CHANGEDSINCE')?.modseq
  const tellsVanished = since !== undefined && command.modifiers.some(({ name }) => name === 'VANISHED')
  function* responses(): Generator<ResponseInit> {
    // Before any FETCH, or the client might take numbers for those of other messages (RFC 7162 3.2.6).
    if (tellsVanished) yield* vanishedSince(selected, { modseq: since, knownUids: uidsIn(command, selected) })
    for (const one of selected.named(command))
      if (since === undefined || (!one.isExpunged && one.message.modseq > since)) yield selected.fetch(one, command)
  }
  return inBatches(responses(), () => ok(command, 'FETCH done'), peer)
}

const uidsIn = ({ set }: FetchCommand, { view }: SelectedMailbox): SequenceSet =>
  set === '$' ? view.saved : normalizeSequenceSet(set, view.largest(true))

/**
 * Messages that are gone, but not yet reported as expunged, are left out; the client learns that if it asked for flags (RFC 2180 4.2). Each message is
 * tested and changed in one step: other sessions may act between two messages.
 */
export function store(
  command: StoreFlagsCommand & Tagged,
  selected: SelectedMailbox,
  peer: CommandPeer,
): Answer | Promise<Answer> {
  if (selected.isReadOnly) return [no(command, 'READ-ONLY', READ_ONLY)]
  const tooMuch = flagsRefusal(command, command.flags)
  if (tooMuch !== undefined) return [tooMuch]
  const unchangedSince = command.modifiers.find(one => one.name === 'UNCHANGEDSINCE')?.modseq
  const failed: number[] = []
  let areGone = false
  function* responses(): Generator<ResponseInit | undefined> {
    for (const one of selected.named(command)) {
      const { message, sequence, uid } = one
      const isGone = !selected.mailbox.has(message)
      areGone ||= isGone
      if (isGone) yield undefined
      else if (unchangedSince === undefined || message.modseq <= unchangedSince) yield selected.store(one, command)
      else {
        failed.push(command.uid ? uid : sequence)
        yield selected.stale(one)
      }
    }
  }
  return inBatches(responses(), () => stored(command, failed, areGone), peer)
}

/** MODIFIED is a code of OK, or of NO if messages are gone as well (RFC 7162 3.1.3). */
function stored(command: StoreFlagsCommand & Tagged, failed: readonly number[], areGone: boolean): ResponseInit {
  const { tag, silent, uid } = command
  const isRefused = areGone && !silent && !uid
  const text = isRefused ? 'some of the messages are gone' : 'STORE done'
  if (failed.length > 0)
    return { type: isRefused ? 'no' : 'ok', tag, code: { name: 'MODIFIED', set: sequenceSetOf(failed) }, text }
  return isRefused ? no(command, 'EXPUNGEISSUED', text) : ok(command, text)
}

/** What a client that comes back to a mailbox is told of what happened meanwhile (RFC 7162 3.2.5, 3.2.6). */
import { type KnownUids, type QresyncParameter, type ResponseInit, uniteSequenceSets } from '@mailwire/imap'
import { vanishedEarlier } from '@mailwire/imap/serve'
import type { SelectedMailbox } from './imap-mailbox.js'
import { uidsOf } from './stored-mailbox.js'

interface Since {
  readonly modseq: bigint
  readonly knownUids: QresyncParameter['knownUids']
  readonly seqMatch?: KnownUids | undefined
}

/** VANISHED (EARLIER), where anything is gone. What the session counts yet is told by VANISHED without it. */
export function* vanishedSince(
  { view, mailbox }: SelectedMailbox,
  { modseq, knownUids, seqMatch }: Since,
): Generator<ResponseInit> {
  const vanished = vanishedEarlier({
    uids: uniteSequenceSets(view.uids, uidsOf(mailbox.messages)),
    uidNext: mailbox.uidNext,
    expunged: mailbox.removedSince(modseq),
    knownUids,
    seqMatch,
  })
  if (vanished.length > 0) yield { type: 'vanished', earlier: true, uids: vanished }
}

/** The answer to QRESYNC behind that of SELECT: nothing where UIDVALIDITY is another one (RFC 7162 3.2.5), and what changed otherwise. */
export function* resynchronized(selected: SelectedMailbox, parameter: QresyncParameter): Generator<ResponseInit> {
  const { uidValidity, modseq, knownUids } = parameter
  if (uidValidity !== selected.mailbox.uidValidity) return
  yield* vanishedSince(selected, parameter)
  const set = knownUids ?? selected.view.uids
  for (const { message, sequence, isExpunged } of selected.named({ uid: true, set })) {
    const { uid, flags } = message
    if (!isExpunged && message.modseq > modseq)
      yield { type: 'fetch', sequence, items: { uid, flags: [...flags], modseq: message.modseq } }
  }
}

/** The changes of a mailbox for a client that selects it again (RFC 7162 3.2.5, 3.2.6). */
import { type KnownUids, type QresyncParameter, type ResponseInit, uniteSequenceSets } from '@mailwire/imap'
import { vanishedEarlier } from '@mailwire/imap/serve'
import type { SelectedMailbox } from './imap-mailbox.js'
import { uidsOf } from './stored-mailbox.js'

interface Since {
  readonly modseq: bigint
  readonly knownUids: QresyncParameter['knownUids']
  readonly seqMatch?: KnownUids | undefined
}

/** VANISHED (EARLIER), if any message is gone. Messages that the session still counts are reported by VANISHED without EARLIER. */
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

/** The answer to QRESYNC, after that of SELECT: the changes, or nothing if UIDVALIDITY differs (RFC 7162 3.2.5). */
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

/** VANISHED (RFC 7162 3.2.10): messages that are gone, by their unique identifiers. */
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { resultSet } from '../mailbox/read-set.js'
import { formatSequenceSet, type SequenceSet } from '../mailbox/sequence-set.js'
import { listOf } from '../values.js'
import { type Report, type ResponseRule, report } from './rule.js'

/** VANISHED (RFC 7162 3.2.10): unique identifiers of messages that are gone. */
export interface VanishedResponse {
  readonly type: 'vanished'
  /** True for what was gone before, of which no message number changes: it answers UID FETCH and SELECT. */
  readonly earlier: boolean
  /** They may name messages that the client never saw. */
  readonly uids: SequenceSet
}

/** `expunged-resp = "VANISHED" [SP "(EARLIER)"] SP known-uids` */
function vanishedData(reader: Reader): VanishedResponse & Report {
  const { pos: start } = reader
  if (!reader.atEnd) reader.space()
  const earlier = reader.peek() === 0x28
  if (earlier) {
    if (!reader.beginList() || !reader.word('EARLIER') || reader.nextMember()) reader.refuse('EARLIER')
    if (!reader.atEnd) reader.space()
  }
  if (reader.atEnd) reader.warn('empty-set', start)
  return { type: 'vanished', earlier, uids: reader.atEnd ? [] : resultSet(reader), ...report(reader) }
}

function encodeVanished(writer: ImapWriter, { earlier, uids }: VanishedResponse): void {
  writer.raw(earlier ? 'VANISHED (EARLIER)' : 'VANISHED')
  if (listOf(uids, 'encode VANISHED').length > 0) writer.raw(` ${formatSequenceSet(uids)}`)
}

export const vanished: ResponseRule<VanishedResponse> = {
  name: 'VANISHED',
  type: 'vanished',
  section: 'RFC 7162 3.2.10',
  decode: vanishedData,
  encode: encodeVanished,
}

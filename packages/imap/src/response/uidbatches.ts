/** UIDBATCHES (draft-ietf-mailmaint-imap-uidbatches, text not available): ranges of unique identifiers with as many messages each. */
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter } from '../grammar/writer.js'
import { resultSet } from '../mailbox/read-set.js'
import { formatSequenceSet, type SequenceSet } from '../mailbox/sequence-set.js'
import { listOf } from '../values.js'
import { type Report, type ResponseRule, report } from './rule.js'

/** The answer to UIDBATCHES. */
export interface UidBatchesResponse {
  readonly type: 'uidbatches'
  /** The tag of the command that it answers. */
  readonly tag: string
  /** A range for each batch, unchanged, from the newest messages to the oldest. */
  readonly batches: SequenceSet
}

/** `"UIDBATCHES" SP "(" "TAG" SP string ")" [SP uid-range *("," uid-range)]` */
function uidBatchesData(reader: Reader): UidBatchesResponse & Report {
  reader.space()
  if (!reader.beginList() || !reader.word('TAG')) reader.refuse('TAG')
  reader.space()
  const tag = reader.string()
  if (reader.nextMember()) reader.refuse("')'")
  const { pos } = reader
  if (!reader.atEnd) {
    reader.space()
    if (reader.atEnd) reader.warn('extra-space', pos)
  }
  return { type: 'uidbatches', tag, batches: reader.atEnd ? [] : resultSet(reader), ...report(reader) }
}

function encodeUidBatches(writer: ImapWriter, { tag, batches }: UidBatchesResponse): void {
  writer.raw('UIDBATCHES (TAG ').string(tag).raw(')')
  if (listOf(batches, 'encode UIDBATCHES').length > 0) writer.raw(` ${formatSequenceSet(batches)}`)
}

export const uidbatches: ResponseRule<UidBatchesResponse> = {
  name: 'UIDBATCHES',
  type: 'uidbatches',
  section: 'not registered: draft-ietf-mailmaint-imap-uidbatches',
  decode: uidBatchesData,
  encode: encodeUidBatches,
}

/** UIDBATCHES (draft-ietf-mailmaint-imap-uidbatches, text not available): asks for ranges of unique identifiers with as many messages each. */
import { fieldsOf } from '../values.js'
import type { CommandRule, Loose } from './rule.js'

/** UIDBATCHES. */
export interface UidBatchesCommand {
  readonly verb: 'uidbatches'
  /** How many messages a batch has. */
  readonly size: number
  /** Which batches, from the first on: 1 is that of the newest messages; `undefined` for all. */
  readonly range: { readonly start: number; readonly end: number } | undefined
}

/** The same as `encodeCommand` takes it. */
export type UidBatchesCommandInit = Loose<UidBatchesCommand, 'range'>

/** `"UIDBATCHES" SP nz-number [SP nz-number ":" nz-number]` */
export const uidbatches: CommandRule<UidBatchesCommand, UidBatchesCommandInit> = {
  name: 'UIDBATCHES',
  verb: 'uidbatches',
  section: 'not registered: draft-ietf-mailmaint-imap-uidbatches',
  decode(reader) {
    reader.space()
    const size = reader.nzNumber()
    if (reader.atEnd) return { verb: 'uidbatches', size, range: undefined }
    reader.space()
    const start = reader.nzNumber()
    reader.expect(0x3a)
    return { verb: 'uidbatches', size, range: { start, end: reader.nzNumber() } }
  },
  encode(writer, { size, range }) {
    writer.raw('UIDBATCHES ').number(size, 'batch size', 0xffff_ffff)
    if (range === undefined) return
    const { start, end } = fieldsOf(range, 'encode UIDBATCHES')
    writer.raw(' ').number(start, 'batch', 0xffff_ffff).raw(':').number(end, 'batch', 0xffff_ffff)
  },
}

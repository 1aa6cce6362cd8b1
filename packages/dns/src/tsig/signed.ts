/** Shared by TSIG and SIG(0): splits a message into its bytes and the signature record at its end, without encoding anything again. */
import { copyOf } from '@mailwire/bytes'
import { fail } from '../error.js'
import { checkLength } from '../message/decode.js'
import { HEADER, MAX_MESSAGE } from '../message/types.js'
import { u16At, writeU16 } from '../wire/integers.js'
import { MessageReader } from '../wire/reader.js'
import { classAt, RECORD_HEADER, rdlengthAt, ttlAt, typeAt } from '../wire/record-header.js'

/** Numbers of types (RFC 8945 4.2, RFC 2931 3). */
const TSIG = 250
const SIG = 24
/** The offset of the count of additional records. */
const ARCOUNT = 10

/** The last record of a message. */
export interface LastRecord {
  readonly start: number
  readonly name: string
  readonly type: number
  readonly class: number
  readonly ttl: number
  /** Reads its RDATA, and not past it. */
  readonly rdata: MessageReader
}

export interface Layout {
  readonly last: LastRecord | undefined
  /** True if a record of the type that is asked for is anywhere but last in the additional section, or if bytes follow the last record. */
  readonly misplaced: boolean
}

/** Scans a message; a record of the type `unique` may only be the last. @throws {@link DnsError} as `decodeMessage` for a message whose records cannot be located */
export function layoutOf(message: Uint8Array, unique?: number): Layout {
  checkLength(message)
  const reader = new MessageReader(message, HEADER)
  for (let index = 0; index < u16At(message, 4); index++) {
    reader.name()
    reader.take(4, 'question')
  }
  const additionals = u16At(message, ARCOUNT)
  const records = u16At(message, 6) + u16At(message, 8) + additionals
  let last: LastRecord | undefined
  let misplaced = false
  for (let index = 0; index < records; index++) {
    const start = reader.pos
    const name = reader.name()
    const header = reader.take(RECORD_HEADER, 'record')
    const rdata = reader.take(rdlengthAt(message, header), 'RDATA')
    const type = typeAt(message, header)
    const isLast = index === records - 1 && additionals > 0
    if (type === unique && !isLast) misplaced = true
    if (isLast)
      last = {
        start,
        name,
        type,
        class: classAt(message, header),
        ttl: ttlAt(message, header),
        rdata: new MessageReader(message, rdata, reader.pos),
      }
  }
  return { last, misplaced: misplaced || reader.pos !== message.length }
}

/** The message without its last record, which starts at `start`, with its ID replaced if one is given. */
export function withoutLast(message: Uint8Array, start: number, id?: number): Uint8Array {
  const bare = copyOf(message, 0, start)
  addToCount(bare, -1)
  if (id !== undefined) {
    bare[0] = id >> 8
    bare[1] = id
  }
  return bare
}

/** The message with a record appended. @throws {@link DnsError} `too-long`, `bad-signature` if it is signed already, or as {@link layoutOf} */
export function withLast(message: Uint8Array, record: Uint8Array): Uint8Array {
  const length = message.length + record.length
  if (length > MAX_MESSAGE) fail('too-long', MAX_MESSAGE, `sign message: ${length} bytes, at most ${MAX_MESSAGE} allowed`)
  const { last } = layoutOf(message)
  if (last?.type === TSIG || (last?.type === SIG && last.rdata.u16() === 0))
    fail('bad-signature', last.start, 'sign message: it has a TSIG or SIG(0) record already')
  const signed = new Uint8Array(length)
  signed.set(message)
  signed.set(record, message.length)
  addToCount(signed, 1)
  return signed
}

/** Adds to ARCOUNT. */
function addToCount(message: Uint8Array, step: number): void {
  // No message has room for 65,535 records.
  writeU16(message, ARCOUNT, u16At(message, ARCOUNT) + step)
}

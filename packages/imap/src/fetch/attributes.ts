/** FETCH items that are one value (RFC 9051 7.5.2, RFC 7162 3.1.5): UID, FLAGS, INTERNALDATE, RFC822.SIZE, ENVELOPE, BODYSTRUCTURE, MODSEQ. */
import { exists, isDateTime } from '../grammar/date-time.js'
import { flagList } from '../grammar/flag.js'
import type { Reader } from '../grammar/reader.js'
import { body } from './body-structure.js'
import { encodeBodyStructure } from './encode-structure.js'
import { encodeEnvelope, envelope } from './envelope.js'
import type { FetchItemRule } from './item.js'
import { wholeSize } from './size.js'

/** `"UID" SP uniqueid` */
export const uid: FetchItemRule = {
  name: 'UID',
  section: 'RFC 9051 7.5.2',
  begins: '0',
  decode(reader, items) {
    reader.space()
    const value = reader.wholeItem(reader.nzNumber())
    const isRepeated = items.uid !== undefined
    items.uid = value
    return isRepeated
  },
  encode(writer, items) {
    if (items.uid !== undefined) writer.item('UID ').number(items.uid, 'UID', 0xffff_ffff)
  },
}

/** `msg-att-dynamic = "FLAGS" SP "(" [flag-fetch *(SP flag-fetch)] ")"` */
export const flags: FetchItemRule = {
  name: 'FLAGS',
  section: 'RFC 9051 7.5.2',
  begins: '(',
  decode(reader, items) {
    reader.space()
    const value = reader.wholeItem(flagList(reader, 'message'))
    const isRepeated = items.flags !== undefined
    items.flags = value
    return isRepeated
  },
  encode(writer, items) {
    if (items.flags !== undefined) writer.item('FLAGS ').flags(items.flags)
  },
}

/** `"INTERNALDATE" SP date-time` */
export const internalDate: FetchItemRule = {
  name: 'INTERNALDATE',
  section: 'RFC 9051 7.5.2',
  begins: '"',
  decode(reader, items) {
    reader.space()
    const value = reader.wholeItem(dateTime(reader))
    const isRepeated = items.internalDate !== undefined
    items.internalDate = value
    return isRepeated
  },
  encode(writer, items) {
    if (items.internalDate !== undefined) writer.item('INTERNALDATE ').string(items.internalDate)
  },
}

/** `date-time`, after which the item ends. */
export function dateTime(reader: Reader): string {
  const { pos } = reader
  const value = reader.whole(reader.string())
  if (reader.bytes[pos] !== 0x22 || !isDateTime(reader.bytes, pos + 1, reader.pos - 1)) reader.warn('bad-date', pos)
  else if (!exists(reader.bytes, pos + 1)) reader.warn('no-such-date', pos)
  return value
}

/** `"RFC822.SIZE" SP number64` */
export const size: FetchItemRule = {
  name: 'RFC822.SIZE',
  section: 'RFC 9051 7.5.2',
  begins: '0',
  decode(reader, items) {
    reader.space()
    const value = reader.wholeItem(wholeSize(reader, true))
    const isRepeated = items.size !== undefined
    items.size = value
    return isRepeated
  },
  encode(writer, items) {
    if (items.size !== undefined) writer.item('RFC822.SIZE ').number(items.size, 'RFC822.SIZE')
  },
}

/** `"ENVELOPE" SP envelope` */
export const envelopeItem: FetchItemRule = {
  name: 'ENVELOPE',
  section: 'RFC 9051 7.5.2',
  begins: '(',
  decode(reader, items) {
    reader.space()
    const value = reader.wholeItem(envelope(reader))
    const isRepeated = items.envelope !== undefined
    items.envelope = value
    return isRepeated
  },
  encode(writer, items) {
    if (items.envelope !== undefined) encodeEnvelope(writer.item('ENVELOPE '), items.envelope)
  },
}

/** `"BODYSTRUCTURE" SP body` */
export const bodyStructure: FetchItemRule = {
  name: 'BODYSTRUCTURE',
  section: 'RFC 9051 7.5.2',
  begins: '(',
  decode(reader, items) {
    reader.space()
    const value = reader.wholeItem(body(reader, 'BODYSTRUCTURE'))
    const isRepeated = items.bodyStructure !== undefined
    items.bodyStructure = value
    return isRepeated
  },
  encode(writer, items) {
    if (items.bodyStructure !== undefined) encodeBodyStructure(writer.item('BODYSTRUCTURE '), items.bodyStructure)
  },
}

/** `fetch-mod-resp = "MODSEQ" SP "(" permsg-modsequence ")"` (RFC 7162 7) */
export const modseq: FetchItemRule = {
  name: 'MODSEQ',
  section: 'RFC 7162 3.1.5',
  begins: '(',
  decode(reader, items) {
    reader.space()
    const value = reader.wholeItem(modSequence(reader))
    const isRepeated = items.modseq !== undefined
    items.modseq = value
    return isRepeated
  },
  encode(writer, items) {
    if (items.modseq !== undefined) writer.item('MODSEQ (').bigint(items.modseq, 'MODSEQ').raw(')')
  },
}

function modSequence(reader: Reader): bigint {
  if (!reader.beginList()) reader.refuse('a mod-sequence')
  const { pos } = reader
  let value = 0n
  if (reader.skip(0x2d)) {
    reader.warn('negative-number', pos)
    reader.bigint()
  } else value = reader.nzBigint()
  return reader.nextMember() ? reader.refuse("')'") : value
}

/** Sets of numbers (RFC 9051 9, `uid-set`, `sequence-set`): ranges stay ranges, in their order. */
import type { Reader } from '../grammar/reader.js'
import type { ImapWriter, Need } from '../grammar/writer.js'
import { formatSequenceSet, type MessageSet, type SequenceNumber, type SequenceRange, type SequenceSet } from './sequence-set.js'

const DOLLAR = 0x24
const STAR = 0x2a
const COLON = 0x3a
const COMMA = 0x2c

/** `uid-set = (uniqueid / uid-range) *("," uid-set)`: numbers alone. */
export const uidSet = (reader: Reader): SequenceSet => readSet(reader, false)

/** `sequence-set = (seq-number / seq-range) ["," sequence-set]`, in which `*` is the largest number. */
export const sequenceSet = (reader: Reader): SequenceSet => readSet(reader, true)

/** A set that a server sends: the grammar allows `*`, which has no meaning there (RFC 9051 7.3.4, RFC 7162 7, `known-uids`). */
export function resultSet(reader: Reader): SequenceSet {
  const { pos } = reader
  const set = readSet(reader, true)
  if (set.some(({ start, end }) => start === '*' || end === '*')) reader.warn('wildcard-in-set', pos)
  return set
}

/** The set of a command: `sequence-set / "$"` (RFC 5182 3). */
export const messageSet = (reader: Reader): MessageSet => (reader.skip(DOLLAR) ? '$' : readSet(reader, true))

const savedResult: Need = { name: 'the set $', announcedBy: ['SEARCHRES'] }

/** The same, written. @throws {@link ImapError} `bad-value` */
export const writeSet = (writer: ImapWriter, set: MessageSet): ImapWriter =>
  (set === '$' ? writer.needing(savedResult) : writer).raw(formatSequenceSet(set))

function readSet(reader: Reader, hasStar: boolean): SequenceSet {
  const ranges: SequenceRange[] = []
  do {
    const start = setNumber(reader, hasStar)
    ranges.push({ start, end: reader.skip(COLON) ? setNumber(reader, hasStar) : start })
  } while (reader.skip(COMMA))
  return ranges
}

function setNumber(reader: Reader, hasStar: boolean): SequenceNumber {
  if (hasStar && reader.skip(STAR)) return '*'
  const { pos } = reader
  const value = reader.number()
  return value === 0 || reader.bytes[pos] === 0x30
    ? reader.fail('bad-syntax', 'parse: a number of a set must not begin with 0', pos)
    : value
}

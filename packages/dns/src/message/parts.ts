/** Single parts of a message, decoded by a codec at their offsets, for a view, which itself imports no record types and no options. */
import type { Registry } from '../codec.js'
import { fail, type SectionName } from '../error.js'
import { shown } from '../given.js'
import { opcodes } from '../iana/header.js'
import type { DnsRecord } from '../rdata/record.js'
import { MessageReader } from '../wire/reader.js'
import { RECORD_HEADER } from '../wire/record-header.js'
import { checkOpt, decodeOpt, type Edns } from './edns/edns.js'
import { decodeQuestion, decodeRecord } from './records.js'
import { HEADER, type Question } from './types.js'

/** Decodes parts of one message. Names are remembered between calls. */
export interface MessageParts {
  /** The question at an offset. */
  question(offset: number): Question
  /** The record at an offset, whose type is at `header` and whose RDATA ends at `end`. */
  record(offset: number, header: number, end: number): DnsRecord
  /** The contents of the OPT record at an offset, whose RDATA ends at `end`; it is refused outside the additional section, and as the second one of its message. */
  edns(offset: number, end: number, section: SectionName, index: number, isSecond: boolean): Edns
}

export function messageParts(bytes: Uint8Array, registry: Registry): MessageParts {
  const reader = new MessageReader(bytes, 0, undefined, registry)
  /** Checks offsets, in order, and starts at the first. A name before the end of the header would be one that pointers may not lead to. */
  const start = (...offsets: readonly number[]): void => {
    let least = HEADER
    for (const offset of offsets) {
      if (!Number.isInteger(offset) || offset < least || offset > bytes.length)
        fail('bad-value', 0, `read message: invalid offset: ${shown(offset)}`)
      least = offset
    }
    reader.reread(0) // drops the warnings, which are only for whole messages
    reader.pos = offsets[0]!
    reader.end = bytes.length
  }
  return {
    question: offset => {
      start(offset)
      return decodeQuestion(reader, reader.name())
    },
    record: (offset, header, end) => {
      start(offset, header, header + RECORD_HEADER, end)
      const name = reader.name()
      reader.pos = end
      const isUpdate = ((bytes[2]! >> 3) & 15) === opcodes.UPDATE
      return decodeRecord(reader, registry, name, header, isUpdate)
    },
    edns: (offset, end, section, index, isSecond) => {
      start(offset)
      const name = reader.name()
      const header = reader.pos
      start(header, header + RECORD_HEADER, end)
      checkOpt(section, name, isSecond, offset)
      return decodeOpt(reader, registry, header, end, false, undefined, index)
    },
  }
}

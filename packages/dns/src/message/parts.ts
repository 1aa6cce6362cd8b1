/** Single parts of a message, decoded by a codec at their offsets, for a view, which itself imports no record types and no options. */
import type { Registry } from '../codec.js'
import type { SectionName } from '../error.js'
import { opcodes } from '../iana/header.js'
import type { DnsRecord } from '../rdata/record.js'
import { MessageReader } from '../wire/reader.js'
import { checkOpt, decodeOpt, type Edns } from './edns/edns.js'
import { decodeQuestion, decodeRecord } from './records.js'
import type { Question } from './types.js'

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
  const start = (offset: number): void => {
    reader.pos = offset
    reader.end = bytes.length
  }
  return {
    question: offset => {
      start(offset)
      return decodeQuestion(reader)
    },
    record: (offset, header, end) => {
      start(offset)
      const name = reader.name()
      reader.pos = end
      const isUpdate = ((bytes[2]! >> 3) & 15) === opcodes.UPDATE
      return decodeRecord(reader, registry, name, header, isUpdate)
    },
    edns: (offset, end, section, index, isSecond) => {
      start(offset)
      checkOpt(section, reader.name(), isSecond, offset)
      return decodeOpt(reader, registry, reader.pos, end, false, undefined, index)
    },
  }
}

/** Single questions and records of a message, read by a codec where they are: what a view asks of it, so that a view itself can read none. */
import type { Registry } from '../codec.js'
import { opcodes } from '../iana/header.js'
import type { DnsRecord } from '../rdata/record.js'
import { u16At } from '../wire/integers.js'
import { MessageReader } from '../wire/reader.js'
import { decodeQuestion, decodeRecord } from './records.js'
import type { Question } from './types.js'

/** Reads parts of one message. A name that was read once is known when a pointer leads to it again. */
export interface MessageParts {
  /** The question at an offset. */
  question(offset: number): Question
  /** The record at an offset, whose RDATA is between `rdata` and `end`. */
  record(offset: number, rdata: number, end: number): DnsRecord
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
    record: (offset, rdata, end) => {
      start(offset)
      const name = reader.name()
      reader.pos = end
      const isUpdate = ((bytes[2]! >> 3) & 15) === opcodes.UPDATE
      return decodeRecord(reader, registry, name, u16At(bytes, rdata - 10), rdata, isUpdate)
    },
  }
}

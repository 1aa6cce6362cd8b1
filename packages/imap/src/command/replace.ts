/** REPLACE (RFC 8508): appends a message, and expunges another one. */
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import type { SequenceNumber } from '../mailbox/sequence-set.js'
import { type AppendMessage, type AppendMessageInit, appendMessage, writeMessage } from './append-message.js'
import type { CommandRule, Loose } from './rule.js'

/** REPLACE and UID REPLACE (RFC 8508): a message in place of another one. */
export interface ReplaceCommand {
  readonly verb: 'replace'
  /** True where the number is a unique identifier. */
  readonly uid: boolean
  /** The message that goes. */
  readonly number: SequenceNumber
  readonly mailbox: string
  readonly wireName: string
  readonly message: AppendMessage
}

/** The same as `encodeCommand` takes it. */
export type ReplaceCommandInit = Loose<Omit<ReplaceCommand, 'message'>, 'wireName'> & { readonly message: AppendMessageInit }

/** `replace = "REPLACE" SP seq-number SP mailbox append-message` */
export const replace: CommandRule<ReplaceCommand, ReplaceCommandInit> = {
  name: 'REPLACE',
  verb: 'replace',
  section: 'RFC 8508 3.2',
  takesUid: true,
  decode(reader, uid) {
    const number = replacedNumber(reader)
    reader.space()
    return { verb: 'replace', uid, number, ...namedMailbox(reader), message: appendMessage(reader) }
  },
  encode(writer, command) {
    const { uid, number } = command
    writer.raw(uid ? 'UID REPLACE ' : 'REPLACE ')
    if (number === '*') writer.raw('* ')
    else if (number === 0) fail('bad-value', 0, 'encode REPLACE: number must be above 0')
    else writer.number(number, 'message number', 0xffff_ffff).raw(' ')
    writeMailbox(writer, command)
    writeMessage(writer, command.message, { isLast: true, isBehindUnknown: false })
  },
}

/** `SP seq-number`: what is written again needs a number that there may be. */
export function replacedNumber(reader: Reader): SequenceNumber {
  reader.space()
  if (reader.skip(0x2a)) return '*'
  const { pos } = reader
  const number = reader.number()
  return number === 0 || reader.bytes[pos] === 0x30
    ? reader.fail('bad-syntax', 'parse: a message number must not begin with 0', pos)
    : number
}

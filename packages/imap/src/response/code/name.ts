/** Codes that name a mailbox: MAILBOXID (RFC 8474 4), and NEWNAME, which is obsolete (RFC 2060 7.1). */
import { ATOM } from '../../grammar/classes.js'
import { listedObjectId, writeObjectId } from '../../grammar/object-id.js'
import type { Reader } from '../../grammar/reader.js'
import { nameOf, wireNameOf } from '../../mailbox/read-name.js'
import { textOf } from '../../values.js'
import { type CodeType, codeRule } from './rule.js'

/** MAILBOXID (RFC 8474 4). */
export interface MailboxIdCode {
  readonly name: 'MAILBOXID'
  readonly mailboxId: string
}

/** `"MAILBOXID" SP "(" objectid ")"` */
export const mailboxId: CodeType<MailboxIdCode> = /* @__PURE__ */ codeRule<MailboxIdCode>(
  'MAILBOXID',
  'RFC 8474 4.1',
  (reader, name) => {
    reader.space()
    return { name, mailboxId: listedObjectId(reader) }
  },
  (writer, { mailboxId }) => writeObjectId(writer.raw(' '), mailboxId, 'MAILBOXID'),
)

/** A mailbox was renamed: its names, decoded and as they are on the wire. */
export interface NewNameCode {
  readonly name: 'NEWNAME'
  readonly mailbox: string
  readonly wireName: string
  readonly newMailbox: string
  readonly newWireName: string
}

/** `"NEWNAME" SP mailbox SP mailbox`, of which RFC 2060 has no rule; a literal has no place in it. */
export const newName: CodeType<NewNameCode> = /* @__PURE__ */ codeRule<NewNameCode>(
  'NEWNAME',
  'RFC 2060 7.1',
  (reader, name) => {
    reader.space()
    const at = reader.pos
    const wireName = nameInCode(reader)
    const mailbox = nameOf(reader, wireName, at)
    reader.space()
    const { pos } = reader
    const newWireName = nameInCode(reader)
    return { name, mailbox, wireName, newMailbox: nameOf(reader, newWireName, pos), newWireName }
  },
  (writer, { mailbox, wireName, newMailbox, newWireName }) =>
    writer
      .raw(' ')
      .quoted(wireNameOf(writer, textOf(mailbox, 'encode NEWNAME'), wireName))
      .raw(' ')
      .quoted(wireNameOf(writer, textOf(newMailbox, 'encode NEWNAME'), newWireName)),
)

/** An atom, or a string in quotes; a bracket would end the code. */
const nameInCode = (reader: Reader): string =>
  reader.peek() === 0x22 ? reader.string() : reader.run(ATOM) || reader.refuse('a name')

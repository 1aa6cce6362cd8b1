/** Commands about messages (RFC 9051 6.4): EXPUNGE, COPY and MOVE, by number or by unique identifier. */
import { upperAscii } from '@mailwire/bytes'
import type { ImapWriter, Need } from '../grammar/writer.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { messageSet, writeSet } from '../mailbox/read-set.js'
import type { MessageSet } from '../mailbox/sequence-set.js'
import type { CommandRule, Loose } from './rule.js'

/** EXPUNGE and UID EXPUNGE (RFC 9051 6.4.3, 6.4.9). */
export interface ExpungeCommand {
  readonly verb: 'expunge'
  /** UID EXPUNGE (RFC 4315 2.1): of these messages alone; `undefined` for all that are marked as deleted. */
  readonly uids: MessageSet | undefined
}

/** COPY and MOVE (RFC 9051 6.4.7, 6.4.8). */
export interface CopyCommand {
  readonly verb: 'copy' | 'move'
  /** True where the set names unique identifiers. */
  readonly uid: boolean
  readonly set: MessageSet
  readonly mailbox: string
  readonly wireName: string
}

/** The same as `encodeCommand` takes it. */
export type ExpungeCommandInit = Loose<ExpungeCommand, 'uids'>
/** The same as `encodeCommand` takes it. */
export type CopyCommandInit = Loose<CopyCommand, 'wireName'>
const uidExpunge: Need = { name: 'UID EXPUNGE', announcedBy: ['UIDPLUS'] }

/** `"EXPUNGE"`, and `"UID" SP "EXPUNGE" SP sequence-set` */
export const expunge: CommandRule<ExpungeCommand, ExpungeCommandInit> = {
  name: 'EXPUNGE',
  verb: 'expunge',
  section: 'RFC 9051 6.4.3',
  takesUid: true,
  decode(reader, uid) {
    if (!uid) return { verb: 'expunge', uids: undefined }
    reader.space()
    return { verb: 'expunge', uids: messageSet(reader) }
  },
  encode(writer, { uids }) {
    if (uids === undefined) writer.raw('EXPUNGE')
    else writeSet(writer.needing(uidExpunge).raw('UID EXPUNGE '), uids)
  },
}

/** `copy = "COPY" SP sequence-set SP mailbox`, and MOVE */
const copying = (verb: CopyCommand['verb'], section: string): CommandRule<CopyCommand, CopyCommandInit> => ({
  name: upperAscii(verb),
  verb,
  section,
  takesUid: true,
  decode(reader, uid) {
    reader.space()
    const set = messageSet(reader)
    reader.space()
    return { verb, uid, set, ...namedMailbox(reader) }
  },
  encode(writer, command) {
    writeSet(writeName(writer, command.uid, verb), command.set).raw(' ')
    writeMailbox(writer, command)
  },
})

export const copy: CommandRule<CopyCommand, CopyCommandInit> = /* @__PURE__ */ copying('copy', 'RFC 9051 6.4.7')
export const move: CommandRule<CopyCommand, CopyCommandInit> = /* @__PURE__ */ copying('move', 'RFC 9051 6.4.8')

/** The name of a command that takes UID, and a space. */
export const writeName = (writer: ImapWriter, uid: boolean, verb: string): ImapWriter =>
  writer.raw(`${uid ? 'UID ' : ''}${upperAscii(verb)} `)

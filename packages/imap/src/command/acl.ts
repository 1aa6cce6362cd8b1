/** SETACL, DELETEACL, GETACL, LISTRIGHTS and MYRIGHTS (RFC 4314 3.1 to 3.5): who may do what with a mailbox. */

import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import type { Reader } from '../grammar/reader.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { isRights } from '../response/acl.js'
import { textOf } from '../values.js'
import { ofMailbox } from './of-mailbox.js'
import type { CommandRule, Loose } from './rule.js'

/** What becomes of the rights: they are added to those that are there (`+`), taken from them (`-`), or put in their place. */
export type RightsAction = 'add' | 'remove' | 'replace'

/** SETACL (RFC 4314 3.1). */
export interface SetAclCommand {
  readonly verb: 'setacl'
  readonly mailbox: string
  readonly wireName: string
  readonly identifier: string
  readonly action: RightsAction
  /** One character each. */
  readonly rights: string
}

/** DELETEACL (RFC 4314 3.2) and LISTRIGHTS (3.4): about one identifier. */
export interface AclIdentifierCommand {
  readonly verb: 'deleteacl' | 'listrights'
  readonly mailbox: string
  readonly wireName: string
  readonly identifier: string
}

/** GETACL (RFC 4314 3.3) and MYRIGHTS (3.5). */
export interface AclMailboxCommand {
  readonly verb: 'getacl' | 'myrights'
  readonly mailbox: string
  readonly wireName: string
}

/** The same as `encodeCommand` takes it. */
export type SetAclCommandInit = Loose<SetAclCommand, 'wireName'>
/** The same as `encodeCommand` takes it. */
export type AclIdentifierCommandInit = Loose<AclIdentifierCommand, 'wireName'>
/** The same as `encodeCommand` takes it. */
export type AclMailboxCommandInit = Loose<AclMailboxCommand, 'wireName'>

const SIGNS: Readonly<Record<RightsAction, string>> = { add: '+', remove: '-', replace: '' }

/** `mod-rights = astring`: `+` or `-` in front, and only lower-case letters and digits are rights */
function modRights(reader: Reader): { readonly action: RightsAction; readonly rights: string } {
  const { pos } = reader
  const text = reader.astring()
  const action = text.startsWith('+') ? 'add' : text.startsWith('-') ? 'remove' : 'replace'
  const rights = text.slice(SIGNS[action].length)
  if (!isRights(rights)) reader.warn('bad-right', pos)
  return { action, rights }
}

/** `setacl = "SETACL" SP mailbox SP identifier SP mod-rights` */
export const setacl: CommandRule<SetAclCommand, SetAclCommandInit> = {
  name: 'SETACL',
  verb: 'setacl',
  section: 'RFC 4314 3.1',
  decode(reader) {
    reader.space()
    const mailbox = namedMailbox(reader)
    reader.space()
    const identifier = reader.astring()
    reader.space()
    return { verb: 'setacl', ...mailbox, identifier, ...modRights(reader) }
  },
  encode(writer, command) {
    const { identifier, action, rights } = command
    const sign = Object.hasOwn(SIGNS, textOf(action, 'encode SETACL: action'))
      ? SIGNS[action]
      : fail('bad-value', 0, 'encode SETACL: action must be add, remove or replace')
    if (sign === '' && /^[+-]/.test(textOf(rights, 'encode SETACL')))
      fail('bad-value', 0, 'encode SETACL: rights must not begin with + or -; use action')
    writeMailbox(writer.raw('SETACL '), command).raw(' ').astring(identifier, 'encode SETACL: identifier').raw(' ')
    writer.astring(sign + textOf(rights, 'encode SETACL'))
  },
}

/** `deleteacl = "DELETEACL" SP mailbox SP identifier`, and LISTRIGHTS */
const ofIdentifier = (
  verb: AclIdentifierCommand['verb'],
  section: string,
): CommandRule<AclIdentifierCommand, AclIdentifierCommandInit> => ({
  name: upperAscii(verb),
  verb,
  section,
  decode(reader) {
    reader.space()
    const mailbox = namedMailbox(reader)
    reader.space()
    return { verb, ...mailbox, identifier: reader.astring() }
  },
  encode(writer, command) {
    writeMailbox(writer.raw(`${upperAscii(verb)} `), command)
      .raw(' ')
      .astring(command.identifier, `encode ${upperAscii(verb)}: identifier`)
  },
})

export const deleteacl: CommandRule<AclIdentifierCommand, AclIdentifierCommandInit> = /* @__PURE__ */ ofIdentifier(
  'deleteacl',
  'RFC 4314 3.2',
)
export const listrights: CommandRule<AclIdentifierCommand, AclIdentifierCommandInit> = /* @__PURE__ */ ofIdentifier(
  'listrights',
  'RFC 4314 3.4',
)

/** `getacl = "GETACL" SP mailbox`, and MYRIGHTS */
export const getacl: CommandRule<AclMailboxCommand, AclMailboxCommandInit> = /* @__PURE__ */ ofMailbox('getacl', 'RFC 4314 3.3')
export const myrights: CommandRule<AclMailboxCommand, AclMailboxCommandInit> = /* @__PURE__ */ ofMailbox(
  'myrights',
  'RFC 4314 3.5',
)

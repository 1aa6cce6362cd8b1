/** Commands about mailboxes (RFC 9051 6.3): SELECT, EXAMINE, CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, STATUS. */

import { upperAscii } from '@mailwire/bytes'
import { fail } from '../error.js'
import { flagToken } from '../grammar/flag.js'
import type { Reader } from '../grammar/reader.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { listOf, textOf } from '../values.js'
import { ofMailbox } from './of-mailbox.js'
import { type OptionRule, Options, type UnknownOption } from './option.js'
import type { CommandRule, Loose } from './rule.js'
import { type SelectParameter, selectParameters } from './select-parameter.js'
import { statusAtts, writeStatusAtts } from './status-att.js'

/** A command whose argument is one mailbox. */
export interface MailboxCommand {
  readonly verb: 'delete' | 'subscribe' | 'unsubscribe'
  readonly mailbox: string
  /** The name as it is on the wire. */
  readonly wireName: string
}

/** SELECT and EXAMINE (RFC 9051 6.3.2, 6.3.3): opens a mailbox. */
export interface SelectCommand {
  readonly verb: 'select' | 'examine'
  readonly mailbox: string
  readonly wireName: string
  readonly parameters: readonly SelectParameter[]
}

/** A parameter of CREATE (RFC 4466 2.2): what the mailbox is for (RFC 6154 3), or one that has no type here. */
export type CreateParameter = { readonly name: 'USE'; readonly attributes: readonly string[] } | UnknownOption

/** CREATE (RFC 9051 6.3.4). */
export interface CreateCommand {
  readonly verb: 'create'
  readonly mailbox: string
  readonly wireName: string
  readonly parameters: readonly CreateParameter[]
}

/** RENAME (RFC 9051 6.3.6). */
export interface RenameCommand {
  readonly verb: 'rename'
  readonly mailbox: string
  readonly wireName: string
  readonly newName: string
  readonly newWireName: string
  /** RFC 4466 2.3. */
  readonly parameters: readonly UnknownOption[]
}

/** STATUS (RFC 9051 6.3.11). */
export interface StatusCommand {
  readonly verb: 'status'
  readonly mailbox: string
  readonly wireName: string
  /** `MESSAGES`, `UIDNEXT`, ... in upper case. */
  readonly items: readonly string[]
}

/** The same as `encodeCommand` takes it. */
export type MailboxCommandInit = Loose<MailboxCommand, 'wireName'>
/** The same as `encodeCommand` takes it. */
export type SelectCommandInit = Loose<SelectCommand, 'wireName' | 'parameters'>
/** The same as `encodeCommand` takes it. */
export type CreateCommandInit = Loose<CreateCommand, 'wireName' | 'parameters'>
/** The same as `encodeCommand` takes it. */
export type RenameCommandInit = Loose<RenameCommand, 'wireName' | 'newWireName' | 'parameters'>
/** The same as `encodeCommand` takes it. */
export type StatusCommandInit = Loose<StatusCommand, 'wireName'>

/** `"DELETE" SP mailbox`, SUBSCRIBE and UNSUBSCRIBE */
export const deleteMailbox: CommandRule<MailboxCommand, MailboxCommandInit> = /* @__PURE__ */ ofMailbox(
  'delete',
  'RFC 9051 6.3.5',
)
export const subscribe: CommandRule<MailboxCommand, MailboxCommandInit> = /* @__PURE__ */ ofMailbox('subscribe', 'RFC 9051 6.3.7')
export const unsubscribe: CommandRule<MailboxCommand, MailboxCommandInit> = /* @__PURE__ */ ofMailbox(
  'unsubscribe',
  'RFC 9051 6.3.8',
)

/** `"SELECT" SP mailbox [select-params]`, and EXAMINE */
const selecting = (verb: SelectCommand['verb'], section: string): CommandRule<SelectCommand, SelectCommandInit> => ({
  name: upperAscii(verb),
  verb,
  section,
  decode(reader) {
    reader.space()
    const named = namedMailbox(reader)
    return { verb, ...named, parameters: selectParameters.readBehind(reader) }
  },
  encode(writer, command) {
    const { parameters } = command
    writeMailbox(writer.raw(`${upperAscii(verb)} `), command)
    selectParameters.writeBehind(writer, parameters, `encode ${upperAscii(verb)}`)
  },
})

export const select: CommandRule<SelectCommand, SelectCommandInit> = /* @__PURE__ */ selecting('select', 'RFC 9051 6.3.2')
export const examine: CommandRule<SelectCommand, SelectCommandInit> = /* @__PURE__ */ selecting('examine', 'RFC 9051 6.3.3')

/** `"USE" SP "(" [use-attr *(SP use-attr)] ")"` */
const use: OptionRule<Exclude<CreateParameter, UnknownOption>> = {
  name: 'USE',
  section: 'RFC 6154 3',
  announcedBy: ['CREATE-SPECIAL-USE'],
  decode(reader) {
    reader.space()
    const attributes: string[] = []
    if (reader.beginList())
      do attributes.push(reader.whole(useAttribute(reader)))
      while (reader.nextMember())
    return { name: 'USE', attributes }
  },
  encode(writer, { attributes: given }: Exclude<CreateParameter, UnknownOption>) {
    const attributes = listOf(given, 'encode CREATE')
    for (const attribute of attributes)
      if (!textOf(attribute, 'encode CREATE').startsWith('\\') || attribute === '\\*')
        fail('bad-value', 0, 'encode CREATE: a use must begin with a backslash')
    writer.raw(' ').flags(attributes)
  },
}

/** `use-attr = "\" atom` */
function useAttribute(reader: Reader): string {
  if (reader.peek() !== 0x5c) reader.refuse('a use')
  const { pos } = reader
  const attribute = flagToken(reader, true)
  return attribute === '\\*' || attribute === '\\' ? reader.fail('bad-syntax', 'parse: a use without a name', pos) : attribute
}

export const createParameters: Options<Exclude<CreateParameter, UnknownOption>> = /* @__PURE__ */ (() =>
  new Options([use], 'label', false))()

/** `create = "CREATE" SP mailbox [SP "(" create-param *(SP create-param) ")"]` */
export const create: CommandRule<CreateCommand, CreateCommandInit> = {
  name: 'CREATE',
  verb: 'create',
  section: 'RFC 9051 6.3.4',
  decode(reader) {
    reader.space()
    const named = namedMailbox(reader)
    return { verb: 'create', ...named, parameters: createParameters.readBehind(reader) }
  },
  encode(writer, command) {
    writeMailbox(writer.raw('CREATE '), command)
    createParameters.writeBehind(writer, command.parameters, 'encode CREATE')
  },
}

const renameParameters: Options<never> = /* @__PURE__ */ new Options<never>([], 'label', false)

/** `rename = "RENAME" SP mailbox SP mailbox [rename-params]` */
export const rename: CommandRule<RenameCommand, RenameCommandInit> = {
  name: 'RENAME',
  verb: 'rename',
  section: 'RFC 9051 6.3.6',
  decode(reader) {
    reader.space()
    const named = namedMailbox(reader)
    reader.space()
    const { mailbox: newName, wireName: newWireName } = namedMailbox(reader)
    return { verb: 'rename', ...named, newName, newWireName, parameters: renameParameters.readBehind(reader) }
  },
  encode(writer, command) {
    const { newName, newWireName, parameters } = command
    writeMailbox(writer.raw('RENAME '), command).raw(' ')
    writeMailbox(writer, { mailbox: newName, wireName: newWireName })
    renameParameters.writeBehind(writer, parameters, 'encode RENAME')
  },
}

/** `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"` */
export const status: CommandRule<StatusCommand, StatusCommandInit> = {
  name: 'STATUS',
  verb: 'status',
  section: 'RFC 9051 6.3.11',
  decode(reader) {
    reader.space()
    const named = namedMailbox(reader)
    reader.space()
    return { verb: 'status', ...named, items: statusAtts(reader) }
  },
  encode(writer, command) {
    writeMailbox(writer.raw('STATUS '), command)
    writeStatusAtts(writer.raw(' '), command.items)
  },
}

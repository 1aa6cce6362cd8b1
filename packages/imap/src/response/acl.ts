/** ACL, LISTRIGHTS and MYRIGHTS (RFC 4314 3.6 to 3.8): who may do what with a mailbox. */
import type { Reader } from '../grammar/reader.js'
import { namedMailbox, writeMailbox } from '../mailbox/read-name.js'
import { fieldsOf, type Loose, listOf } from '../values.js'
import { type ResponseRule, report } from './rule.js'

/** An entry of an access control list. */
export interface AclEntry {
  /** A user, `anyone`, or what the server calls a group; with `-` in front, from whom the rights are taken (RFC 4314 2). */
  readonly identifier: string
  /** One character each (RFC 4314 2.1): `lrswipkxtea`, and `c` and `d` of RFC 2086. */
  readonly rights: string
}

/** ACL (RFC 4314 3.6): the list of a mailbox. */
export interface AclResponse {
  readonly type: 'acl'
  readonly mailbox: string
  readonly wireName: string
  readonly entries: readonly AclEntry[]
}

/** LISTRIGHTS (RFC 4314 3.7): which rights an identifier can be given. */
export interface ListRightsResponse {
  readonly type: 'listrights'
  readonly mailbox: string
  readonly wireName: string
  readonly identifier: string
  /** Those that it has always. */
  readonly required: string
  /** Those that it can be given: the rights of one member go together. */
  readonly optional: readonly string[]
}

/** MYRIGHTS (RFC 4314 3.8): what the user may do. */
export interface MyRightsResponse {
  readonly type: 'myrights'
  readonly mailbox: string
  readonly wireName: string
  readonly rights: string
}

/** The same as `encodeResponse` takes it. */
export type AclResponseInit = Loose<AclResponse, 'wireName'>
/** The same as `encodeResponse` takes it. */
export type ListRightsResponseInit = Loose<ListRightsResponse, 'wireName'>
/** The same as `encodeResponse` takes it. */
export type MyRightsResponseInit = Loose<MyRightsResponse, 'wireName'>

/** `rights = astring`, of which only lower-case letters and digits are rights. */
export function rights(reader: Reader): string {
  const { pos } = reader
  const text = reader.astring()
  if (!isRights(text)) reader.warn('bad-right', pos)
  return text
}

/** True for lower-case letters and digits (RFC 4314 7, `rights`); a set of rights may be empty. */
export const isRights = (text: string): boolean => /^[a-z0-9]*$/.test(text)

/** `acl-data = "ACL" SP mailbox *(SP identifier SP rights)` */
export const acl: ResponseRule<AclResponse, AclResponseInit> = {
  name: 'ACL',
  type: 'acl',
  section: 'RFC 4314 3.6',
  decode: reader => {
    reader.space()
    const mailbox = namedMailbox(reader)
    const entries = reader.membersToEnd(aclEntry)
    return { type: 'acl', ...mailbox, entries, ...report(reader) }
  },
  encode: (writer, response) => {
    writeMailbox(writer.raw('ACL '), response)
    for (const entry of listOf(response.entries, 'encode ACL')) {
      const { identifier, rights: given } = fieldsOf(entry, 'encode ACL')
      writer.raw(' ').astring(identifier).raw(' ').astring(given)
    }
  },
}

function aclEntry(reader: Reader): AclEntry {
  const identifier = reader.astring()
  reader.space()
  return { identifier, rights: rights(reader) }
}

/** `listrights-data = "LISTRIGHTS" SP mailbox SP identifier SP rights *(SP rights)` */
export const listrights: ResponseRule<ListRightsResponse, ListRightsResponseInit> = {
  name: 'LISTRIGHTS',
  type: 'listrights',
  section: 'RFC 4314 3.7',
  decode: reader => {
    reader.space()
    const mailbox = namedMailbox(reader)
    reader.space()
    const identifier = reader.astring()
    reader.space()
    const required = rights(reader)
    return { type: 'listrights', ...mailbox, identifier, required, optional: reader.membersToEnd(rights), ...report(reader) }
  },
  encode: (writer, response) => {
    const { identifier, required, optional } = response
    writeMailbox(writer.raw('LISTRIGHTS '), response).raw(' ').astring(identifier).raw(' ').astring(required)
    for (const one of listOf(optional, 'encode LISTRIGHTS')) writer.raw(' ').astring(one)
  },
}

/** `myrights-data = "MYRIGHTS" SP mailbox SP rights` */
export const myrights: ResponseRule<MyRightsResponse, MyRightsResponseInit> = {
  name: 'MYRIGHTS',
  type: 'myrights',
  section: 'RFC 4314 3.8',
  decode: reader => {
    reader.space()
    const mailbox = namedMailbox(reader)
    reader.space()
    return { type: 'myrights', ...mailbox, rights: rights(reader), ...report(reader) }
  },
  encode: (writer, response) => {
    writeMailbox(writer.raw('MYRIGHTS '), response).raw(' ').astring(response.rights)
  },
}

/** QUOTA and QUOTAROOT (RFC 9208 4.2, RFC 2087 5): how much of a resource is used, and which quotas a mailbox is under. */
import { flatLatin1, SP, upperAscii } from '@mailwire/bytes'
import { ATOM } from '../grammar/classes.js'
import { isWritable } from '../grammar/raw.js'
import type { Reader } from '../grammar/reader.js'
import { skipValue } from '../grammar/salvage.js'
import type { ImapWriter } from '../grammar/writer.js'
import { namedMailbox, nameOf, writeMailbox } from '../mailbox/read-name.js'
import { fieldsOf, type Loose, listOf, textOf } from '../values.js'
import { type ResponseRule, report } from './rule.js'

/** A resource of a quota root (RFC 9208 5): its name is in upper case. */
export interface QuotaResource {
  /** `STORAGE` (in units of 1024 bytes), `MESSAGE`, `MAILBOX`, `ANNOTATION-STORAGE` (RFC 9208 5), or another atom. */
  readonly name: string
  readonly usage: number
  readonly limit: number
}

/** QUOTA (RFC 9208 4.2.1). A resource that cannot be read is in `damaged`. */
export interface QuotaResponse {
  readonly type: 'quota'
  /** The name of the quota root, which may be empty. */
  readonly root: string
  /** Empty where nothing is limited (RFC 2087 5.1). */
  readonly resources: readonly QuotaResource[]
}

/** QUOTAROOT (RFC 9208 4.2.2): the quota roots of a mailbox. */
export interface QuotaRootResponse {
  readonly type: 'quotaroot'
  readonly mailbox: string
  readonly wireName: string
  readonly roots: readonly string[]
}

/** The same as `encodeResponse` takes it. */
export type QuotaRootResponseInit = Loose<QuotaRootResponse, 'wireName'>

/** Those that RFC 9208 5 defines: after damage the next resource begins with one of them. */
const KNOWN: readonly string[] = ['STORAGE', 'MESSAGE', 'MAILBOX', 'ANNOTATION-STORAGE']

/** `quota-list = "(" quota-resource *(SP quota-resource) ")"`; in RFC 2087 6 it may be empty. */
function quotaList(reader: Reader): readonly QuotaResource[] {
  const resources: QuotaResource[] = []
  if (reader.beginList())
    do quotaResource(reader, resources)
    while (reader.nextMember())
  return resources
}

/** `quota-resource = resource-name SP resource-usage SP resource-limit`; each is a savepoint. */
function quotaResource(reader: Reader, resources: QuotaResource[]): void {
  const { pos: start, depth, warned } = reader
  try {
    const name = resourceName(reader)
    reader.space()
    const usage = reader.number64()
    reader.space()
    resources.push({ name, usage, limit: reader.whole(reader.number64()) })
  } catch (error) {
    if (!reader.isContained(error)) throw error
    reader.restore(start, depth, warned)
    const name = upperAscii(reader.run(ATOM))
    if (name === '') throw error
    for (let values = 0; values < 2 && skipNumber(reader); values++);
    if (!reader.atBoundary || !isWritable(reader, start)) throw error
    reader.warn('damaged-resource', start)
    reader.keepDamaged(name, undefined, start, error)
  }
}

/** Past a value where a number belongs, and the space before it; false before the next resource, and at the end. */
function skipNumber(reader: Reader): boolean {
  const { pos } = reader
  if (!reader.skip(SP)) return false
  const { pos: start } = reader
  const isName = KNOWN.includes(upperAscii(reader.run(ATOM)))
  reader.pos = start
  if (!isName && skipValue(reader)) return true
  reader.pos = pos
  return false
}

/** `resource-name = "STORAGE" / "MESSAGE" / "MAILBOX" / "ANNOTATION-STORAGE" / resource-name-ext`, an atom; in upper case */
export const resourceName = (reader: Reader): string => reader.keyword('a resource')

export const writeResourceName = (writer: ImapWriter, name: string, action: string): ImapWriter =>
  writer.atom(upperAscii(textOf(name, action)), 'resource')

/** `quota-response = "QUOTA" SP quota-root-name SP quota-list` */
export const quota: ResponseRule<QuotaResponse> = {
  name: 'QUOTA',
  type: 'quota',
  section: 'RFC 9208 4.2.1',
  decode: reader => {
    reader.space()
    const root = reader.astring()
    reader.space()
    return { type: 'quota', root, resources: quotaList(reader), ...report(reader) }
  },
  encode: (writer, { root, resources }) => {
    writer
      .raw('QUOTA ')
      .astring(root)
      .raw(' ')
      .list(resources, resource => {
        const { name, usage, limit } = fieldsOf(resource, 'encode QUOTA')
        writeResourceName(writer, name, 'encode QUOTA').raw(' ').number(usage, 'usage').raw(' ').number(limit, 'limit')
      })
  },
}

/** `quotaroot-response = "QUOTAROOT" SP mailbox *(SP quota-root-name)` */
function quotaRoots(reader: Reader): Omit<QuotaRootResponse, 'type'> {
  const { pos, depth, warned } = reader
  try {
    const mailbox = namedMailbox(reader)
    return { ...mailbox, roots: reader.membersToEnd(() => reader.astring()) }
  } catch (error) {
    if (!reader.isContained(error)) throw error
    const first = reader.bytes[pos]
    reader.restore(pos, depth, warned)
    const name = first === 0x22 || first === 0x7b ? undefined : unquotedName(reader)
    if (name === undefined) throw error
    reader.space()
    return { mailbox: nameOf(reader, name, pos), wireName: name, roots: [reader.astring()] }
  }
}

/** The name of a mailbox that needs quotes and has none: all up to the last field. `undefined` where there is no other field. */
function unquotedName(reader: Reader): string | undefined {
  const { bytes, pos: start, end } = reader
  let last = end - 1
  while (last > start && bytes[last] !== SP) last--
  if (last <= start) return undefined
  for (let at = start; at < last; at++) if (bytes[at]! < 0x20 || bytes[at]! > 0x7e) return undefined
  reader.warn('unquoted-mailbox')
  reader.pos = last
  return flatLatin1(bytes, start, last)
}

export const quotaroot: ResponseRule<QuotaRootResponse, QuotaRootResponseInit> = {
  name: 'QUOTAROOT',
  type: 'quotaroot',
  section: 'RFC 9208 4.2.2',
  decode: reader => {
    reader.space()
    return { type: 'quotaroot', ...quotaRoots(reader), ...report(reader) }
  },
  encode: (writer, response) => {
    writeMailbox(writer.raw('QUOTAROOT '), response)
    for (const root of listOf(response.roots, 'encode QUOTAROOT')) writer.raw(' ').astring(root)
  },
}

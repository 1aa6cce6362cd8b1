/**
 * The TLVs of DNS Stateful Operations (RFC 8490 7) and of DNS Push Notifications, which are built on them (RFC 8765 6). Every value that this file exports is
 * the description of one: from them come the list of all and the types of their data.
 */

import { decodeData } from '../../codec.js'
import { checkList, checkObject } from '../../given.js'
import { className } from '../../iana/classes.js'
import type { DnsRecord, RecordInit } from '../../rdata/record.js'
import { RECORD_HEADER, rdlengthAt } from '../../wire/record-header.js'
import { classBits, decodeRecord, writeRdata, writeRecord } from '../records.js'
import type { TlvType } from './tlv-type.js'

/** Timeouts of a session (RFC 8490 7.1), in milliseconds; 0xffffffff means no limit. */
export interface DsoKeepalive {
  readonly inactivityTimeout: number
  readonly keepaliveInterval: number
}

/** The server ends the session; reconnect after this many milliseconds (RFC 8490 7.2). */
export interface DsoRetryDelay {
  readonly retryDelay: number
}

/** Bytes that hide the length of a message (RFC 8490 7.3). */
export interface DsoPadding {
  readonly data: Uint8Array
}

/** Subscribes to changes of a name, type and class (RFC 8765 6.2). */
export interface DsoSubscribe {
  readonly question: { readonly name: string; readonly type: string; readonly class: string }
}

/**
 * Changes for a subscription (RFC 8765 6.3). A record with a TTL of 0xffffffff was removed; with 0xfffffffe and no data, all records of its name,
 * type or class were.
 */
export interface DsoPush<Rec = DnsRecord> {
  readonly records: readonly Rec[]
}

/** Ends a subscription (RFC 8765 6.4). */
export interface DsoUnsubscribe {
  /** The ID of the SUBSCRIBE message. */
  readonly id: number
}

/** Reports a record that seems to be out of date (RFC 8765 6.5). */
export interface DsoReconfirm {
  readonly record: { readonly name: string; readonly type: string; readonly class: string; readonly data: object }
}

export const keepaliveTlv: TlvType<DsoKeepalive, 'KEEPALIVE'> = {
  name: 'KEEPALIVE',
  code: 1,
  decode: reader => ({
    inactivityTimeout: reader.u32('inactivity timeout'),
    keepaliveInterval: reader.u32('keepalive interval'),
  }),
  encode: (writer, _registry, { inactivityTimeout, keepaliveInterval }) => {
    writer.u32(inactivityTimeout)
    writer.u32(keepaliveInterval)
  },
}

export const retryDelayTlv: TlvType<DsoRetryDelay, 'RETRY-DELAY'> = {
  name: 'RETRY-DELAY',
  code: 2,
  decode: reader => ({ retryDelay: reader.u32('retry delay') }),
  encode: (writer, _registry, data) => writer.u32(data.retryDelay),
}

export const encryptionPaddingTlv: TlvType<DsoPadding, 'ENCRYPTION-PADDING'> = {
  name: 'ENCRYPTION-PADDING',
  code: 3,
  decode: reader => ({ data: reader.opaque(reader.end - reader.pos, 'padding') }),
  encode: (writer, _registry, { data }) => writer.raw(data),
}

export const subscribeTlv: TlvType<DsoSubscribe, 'SUBSCRIBE'> = {
  name: 'SUBSCRIBE',
  code: 0x40,
  decode: reader => ({
    question: { name: reader.name(), type: reader.types.typeName(reader.u16('type')), class: className(reader.u16('class')) },
  }),
  encode: (writer, registry, { question }) => {
    checkObject(question, 'encode SUBSCRIBE')
    writer.name(question.name, false)
    writer.u16(registry.typeNumber(question.type))
    writer.u16(classBits(question.class, undefined))
  },
}

export const pushTlv: TlvType<DsoPush, 'PUSH'> = {
  name: 'PUSH',
  code: 0x41,
  decode: (reader, registry) => {
    const records: DnsRecord[] = []
    while (reader.pos < reader.end) {
      const name = reader.name()
      const header = reader.take(RECORD_HEADER, 'record')
      reader.take(rdlengthAt(reader.bytes, header), 'RDATA')
      records.push(decodeRecord(reader, registry, name, header, true))
    }
    return { records }
  },
  encode: (writer, registry, { records }: DsoPush<RecordInit>) => {
    checkList(records, 'encode PUSH')
    for (const record of records) {
      checkObject(record, 'encode PUSH')
      writeRecord(writer, registry, record, registry.typeNumber(record.type), classBits(record.class, record.cacheFlush), true)
    }
  },
}

export const unsubscribeTlv: TlvType<DsoUnsubscribe, 'UNSUBSCRIBE'> = {
  name: 'UNSUBSCRIBE',
  code: 0x42,
  decode: reader => ({ id: reader.u16('id') }),
  encode: (writer, _registry, { id }) => writer.u16(id),
}

export const reconfirmTlv: TlvType<DsoReconfirm, 'RECONFIRM'> = {
  name: 'RECONFIRM',
  code: 0x43,
  decode: (reader, registry) => {
    const name = reader.name()
    const type = reader.u16('type')
    const recordClass = reader.u16('class')
    const codec = registry.find(type, recordClass)
    const data = codec === undefined ? { bytes: reader.opaque(reader.end - reader.pos) } : decodeData(codec, reader)
    return { record: { name, type: codec?.name ?? `TYPE${type}`, class: className(recordClass), data } }
  },
  encode: (writer, registry, { record }) => {
    checkObject(record, 'encode RECONFIRM')
    const type = registry.typeNumber(record.type)
    const recordClass = classBits(record.class, undefined)
    writer.name(record.name, false)
    writer.u16(type)
    writer.u16(recordClass)
    writer.inFull = true
    writeRdata(writer, registry, record.type, type, recordClass, record.data)
    writer.inFull = false
  },
}

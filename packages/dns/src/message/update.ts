/**
 * Dynamic updates (RFC 2136): the prerequisites and updates of an UPDATE message, as records. Their class and missing data determine their meaning,
 * which is easy to get wrong by hand; each function makes one of the forms of sections 2.4 and 2.5.
 *
 * `zone` goes into `questions`, prerequisites into `answers`, updates into `authorities`.
 */
import { fail } from '../error.js'
import { checkList, checkObject, checkText, checkWhole, shown } from '../given.js'
import type { AnyRecordInit, RecordInit } from '../rdata/record.js'
import type { AnyMessageInit, MessageInit, QuestionInit } from './types.js'

/**
 * A record with data, given or decoded; its class and TTL are replaced. A decoded record without data is refused, as the form would mean something
 * else. With a codec of your own types, `Any` is {@link AnyRecordInit}.
 */
export type UpdateRecord<Any extends AnyRecordInit = RecordInit> = Any & { readonly data: object | undefined }

/** The parts of an update. With a codec of your own types, `Any` is {@link AnyRecordInit}. */
export interface UpdateInit<Any extends AnyRecordInit = RecordInit> {
  readonly id?: number | undefined
  /** The name of the zone to update. */
  readonly zone: string
  /** The zone's class, `IN` by default. */
  readonly class?: string | undefined
  readonly prerequisites?: readonly Any[] | undefined
  readonly updates?: readonly Any[] | undefined
  readonly additionals?: readonly Any[] | undefined
}

/**
 * The UPDATE message (RFC 2136 2.3): its zone section is one question of type SOA. With records of your own types it is a message for the codec that has
 * them.
 *
 * @example
 * encodeMessage(updateMessage({ zone: 'example.com', updates: [deleteName('old.example.com')] }))
 */
export function updateMessage(update: UpdateInit): MessageInit
export function updateMessage(update: UpdateInit<AnyRecordInit>): AnyMessageInit
export function updateMessage(update: UpdateInit<AnyRecordInit>): AnyMessageInit {
  checkObject(update, 'update')
  checkText(update.zone, 'encode update: zone')
  const zone: QuestionInit = { name: update.zone, type: 'SOA', class: update.class ?? 'IN' }
  return {
    id: update.id ?? 0,
    opcode: 'UPDATE',
    questions: [zone],
    answers: update.prerequisites ?? [],
    authorities: update.updates ?? [],
    additionals: update.additionals ?? [],
  }
}

/** Prerequisite: an RRset of this type exists, with any data (RFC 2136 2.4.1). */
export const rrsetExists = (name: string, type: string): RecordInit => bare(name, type, 'ANY')

/**
 * Prerequisite: an RRset with exactly these records exists (RFC 2136 2.4.2). Give the zone's class.
 *
 * @throws {@link DnsError} `bad-value` for a record without data
 */
export function rrsetExistsWithData(records: readonly UpdateRecord[], recordClass?: string): RecordInit[]
export function rrsetExistsWithData(records: readonly UpdateRecord<AnyRecordInit>[], recordClass?: string): AnyRecordInit[]
export function rrsetExistsWithData(records: readonly UpdateRecord<AnyRecordInit>[], recordClass = 'IN'): AnyRecordInit[] {
  checkList(records, 'encode update: records')
  return records.map(record => withData(record, recordClass, 0))
}

/** Prerequisite: no RRset of this type exists (RFC 2136 2.4.3). */
export const rrsetDoesNotExist = (name: string, type: string): RecordInit => bare(name, type, 'NONE')

/** Prerequisite: at least one record with this name exists (RFC 2136 2.4.4). */
export const nameInUse = (name: string): RecordInit => bare(name, 'ANY', 'ANY')

/** Prerequisite: no record with this name exists (RFC 2136 2.4.5). */
export const nameNotInUse = (name: string): RecordInit => bare(name, 'ANY', 'NONE')

/** Update: adds the record to its RRset (RFC 2136 2.5.1). Give the zone's class. @throws {@link DnsError} `bad-value` for a record without data */
export function addRecord(record: UpdateRecord, ttl: number, recordClass?: string): RecordInit
export function addRecord(record: UpdateRecord<AnyRecordInit>, ttl: number, recordClass?: string): AnyRecordInit
export function addRecord(record: UpdateRecord<AnyRecordInit>, ttl: number, recordClass = 'IN'): AnyRecordInit {
  return withData(record, recordClass, ttl)
}

/** Update: deletes the RRset (RFC 2136 2.5.2). */
export const deleteRrset = (name: string, type: string): RecordInit => bare(name, type, 'ANY')

/** Update: deletes all RRsets of the name (RFC 2136 2.5.3). */
export const deleteName = (name: string): RecordInit => bare(name, 'ANY', 'ANY')

/** Update: deletes this record from its RRset (RFC 2136 2.5.4). @throws {@link DnsError} `bad-value` for a record without data */
export function deleteRecord(record: UpdateRecord): RecordInit
export function deleteRecord(record: UpdateRecord<AnyRecordInit>): AnyRecordInit
export function deleteRecord(record: UpdateRecord<AnyRecordInit>): AnyRecordInit {
  return withData(record, 'NONE', 0)
}

/** Removes the cache-flush bit of a multicast DNS record, which would change the class. */
function withData(record: UpdateRecord<AnyRecordInit>, recordClass: string, ttl: number): AnyRecordInit {
  checkObject(record, 'encode update: record')
  if (record.data === undefined)
    fail('bad-value', 0, `encode update: the ${String(record.type)} record of ${shown(record.name)} has no data`)
  checkWhole(ttl, 0xffffffff, 'encode update: time to live')
  checkText(recordClass, 'encode update: class')
  return { ...record, class: recordClass, ttl, cacheFlush: undefined }
}

/** A record without data, with TTL 0. */
function bare(name: string, type: string, recordClass: string): RecordInit {
  checkText(name, 'encode update: name')
  checkText(type, 'encode update: type')
  return { name, type, class: recordClass, ttl: 0, data: undefined }
}

/**
 * Dynamic updates (RFC 2136): what an UPDATE message demands of a zone and does to it, as records. A class other than the zone's and data that
 * is not there give them their meaning, which is easily got wrong by hand; each function makes one of the forms of sections 2.4 and 2.5.
 *
 * `zone` goes into `questions`, prerequisites into `answers`, updates into `authorities`.
 */
import { fail } from '../error.js'
import { checkList, checkObject, checkText, checkWhole, shown } from '../given.js'
import type { RecordInit } from '../rdata/record.js'
import type { MessageInit, QuestionInit } from './types.js'

/**
 * A record with data, given or decoded; class and time to live are the form's. A decoded record may have no data, and is refused: without data
 * the forms mean another thing.
 */
export type UpdateRecord = RecordInit & { readonly data: object | undefined }

/** What an update consists of. */
export interface UpdateInit {
  readonly id?: number | undefined
  /** The name of the zone that is updated. */
  readonly zone: string
  /** The zone's class, `IN` unless given. */
  readonly class?: string | undefined
  readonly prerequisites?: readonly RecordInit[] | undefined
  readonly updates?: readonly RecordInit[] | undefined
  readonly additionals?: readonly RecordInit[] | undefined
}

/**
 * The UPDATE message (RFC 2136 2.3): its zone section is one question of type SOA.
 *
 * @example
 * encodeMessage(updateMessage({ zone: 'example.com', updates: [deleteName('old.example.com')] }))
 */
export function updateMessage(update: UpdateInit): MessageInit {
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

/** Prerequisite: there is an RRset of this type, whatever its data (RFC 2136 2.4.1). */
export const rrsetExists = (name: string, type: string): RecordInit => bare(name, type, 'ANY')

/**
 * Prerequisite: there is an RRset, and it consists of exactly these records (RFC 2136 2.4.2). The class is the zone's.
 *
 * @throws {@link DnsError} `bad-value` for a record without data
 */
export const rrsetExistsWithData = (records: readonly UpdateRecord[], recordClass = 'IN'): RecordInit[] => {
  checkList(records, 'encode update: records')
  return records.map(record => withData(record, recordClass, 0))
}

/** Prerequisite: there is no RRset of this type (RFC 2136 2.4.3). */
export const rrsetDoesNotExist = (name: string, type: string): RecordInit => bare(name, type, 'NONE')

/** Prerequisite: there is at least one record of this name (RFC 2136 2.4.4). */
export const nameInUse = (name: string): RecordInit => bare(name, 'ANY', 'ANY')

/** Prerequisite: there is no record of this name (RFC 2136 2.4.5). */
export const nameNotInUse = (name: string): RecordInit => bare(name, 'ANY', 'NONE')

/** Update: the record is added to its RRset (RFC 2136 2.5.1). The class is the zone's. @throws {@link DnsError} `bad-value` for a record without data */
export const addRecord = (record: UpdateRecord, ttl: number, recordClass = 'IN'): RecordInit => withData(record, recordClass, ttl)

/** Update: the RRset is deleted (RFC 2136 2.5.2). */
export const deleteRrset = (name: string, type: string): RecordInit => bare(name, type, 'ANY')

/** Update: all RRsets of the name are deleted (RFC 2136 2.5.3). */
export const deleteName = (name: string): RecordInit => bare(name, 'ANY', 'ANY')

/** Update: this one record is deleted from its RRset (RFC 2136 2.5.4). @throws {@link DnsError} `bad-value` for a record without data */
export const deleteRecord = (record: UpdateRecord): RecordInit => withData(record, 'NONE', 0)

/** A record of multicast DNS loses its cache-flush bit, which would change the class. */
function withData(record: UpdateRecord, recordClass: string, ttl: number): RecordInit {
  checkObject(record, 'encode update: record')
  if (record.data === undefined)
    fail('bad-value', 0, `encode update: the ${String(record.type)} record of ${shown(record.name)} has no data`)
  checkWhole(ttl, 0xffffffff, 'encode update: time to live')
  checkText(recordClass, 'encode update: class')
  return { ...record, class: recordClass, ttl, cacheFlush: undefined }
}

/** A record without data and time to live. */
function bare(name: string, type: string, recordClass: string): RecordInit {
  checkText(name, 'encode update: name')
  checkText(type, 'encode update: type')
  return { name, type, class: recordClass, ttl: 0, data: undefined }
}

/**
 * Dynamic updates (RFC 2136): the prerequisites and updates of an UPDATE message, as records. Their class and missing data determine their meaning,
 * which is easy to get wrong by hand; each function makes one of the forms of sections 2.4 and 2.5.
 *
 * `zone` goes into `questions`, prerequisites into `answers`, updates into `authorities`.
 */
import { fail } from '../error.js'
import { checkList, checkObject, checkText, checkWhole, shown } from '../given.js'
import type { RecordInit } from '../rdata/record.js'
import type { MessageInit, QuestionInit } from './types.js'

/**
 * A record with data, given or decoded; its class and TTL are replaced. A decoded record without data is refused, as the form would mean something
 * else.
 */
export type UpdateRecord = RecordInit & { readonly data: object | undefined }

/** The parts of an update. */
export interface UpdateInit {
  readonly id?: number | undefined
  /** The name of the zone to update. */
  readonly zone: string
  /** The zone's class, `IN` by default. */
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

/** Prerequisite: an RRset of this type exists, with any data (RFC 2136 2.4.1). */
export const rrsetExists = (name: string, type: string): RecordInit => bare(name, type, 'ANY')

/**
 * Prerequisite: an RRset with exactly these records exists (RFC 2136 2.4.2). Give the zone's class.
 *
 * @throws {@link DnsError} `bad-value` for a record without data
 */
export const rrsetExistsWithData = (records: readonly UpdateRecord[], recordClass = 'IN'): RecordInit[] => {
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
export const addRecord = (record: UpdateRecord, ttl: number, recordClass = 'IN'): RecordInit => withData(record, recordClass, ttl)

/** Update: deletes the RRset (RFC 2136 2.5.2). */
export const deleteRrset = (name: string, type: string): RecordInit => bare(name, type, 'ANY')

/** Update: deletes all RRsets of the name (RFC 2136 2.5.3). */
export const deleteName = (name: string): RecordInit => bare(name, 'ANY', 'ANY')

/** Update: deletes this record from its RRset (RFC 2136 2.5.4). @throws {@link DnsError} `bad-value` for a record without data */
export const deleteRecord = (record: UpdateRecord): RecordInit => withData(record, 'NONE', 0)

/** Removes the cache-flush bit of a multicast DNS record, which would change the class. */
function withData(record: UpdateRecord, recordClass: string, ttl: number): RecordInit {
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

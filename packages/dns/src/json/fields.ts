/** Values from JSON: each is checked before it is used, and an invalid one is `bad-value` with the member's name. */
import { DnsError, fail, located, ofText, type SectionName } from '../error.js'
import type { AnyMessageCodec, MessageCodec } from '../message/message.js'
import type { DnsRecord } from '../rdata/record.js'
import { parseZone } from '../zone/parser.js'

/** Options for reading and writing JSON. */
export interface JsonOptions<Own = never, OwnOption = never, OwnTlv = never> {
  /** The codec with the known record types and their names; all of this package's types by default. */
  readonly codec?: MessageCodec<Own, OwnOption, OwnTlv> | undefined
}

/** A JSON object with any members. */
export type JsonObject = Readonly<Record<string, unknown>>

/** An object; not an array and not `null`. */
export const objectOf = (value: unknown, what: string): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : fail('bad-value', 0, `parse JSON: ${what} must be an object`)

/** An array; empty if the member is missing. */
export function listOf(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key] ?? []
  return Array.isArray(value) ? value : fail('bad-value', 0, `parse JSON: ${key} must be an array`)
}

/** A whole number from 0 to `max`; `absent` if the member is missing. */
export function numberOf(object: JsonObject, key: string, max: number, absent: number): number {
  const value = object[key] ?? absent
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
    ? value
    : fail('bad-value', 0, `parse JSON: ${key} must be a whole number from 0 to ${max}`)
}

/** A bit, as `true` and `false` or 1 and 0; not set if the member is missing. */
export function bitOf(object: JsonObject, key: string): boolean {
  const value = object[key] ?? false
  if (typeof value === 'boolean') return value
  return value === 0 || value === 1 ? value === 1 : fail('bad-value', 0, `parse JSON: ${key} must be true, false, 1 or 0`)
}

/** A string; `undefined` if the member is missing. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object[key]
  return value === undefined || typeof value === 'string' ? value : fail('bad-value', 0, `parse JSON: ${key} must be a string`)
}

/** Maps values by `run`, and adds the place to its errors. Errors of encoding are about the JSON too, as its values are checked by encoding them. */
export function placed<Value>(section: SectionName, values: readonly unknown[], run: (value: unknown) => Value): Value[] {
  return values.map((value, index) => {
    try {
      return run(value)
    } catch (error) {
      throw located(ofText(error), { section, index })
    }
  })
}

/**
 * The record of a type and class with its data given as zone text; relative names are relative to the root. With `emptyData`, an empty text means
 * that the record has no data; otherwise it is the data of a type whose fields may all be empty.
 */
export function recordOfText(
  type: string,
  recordClass: string,
  text: string,
  codec: AnyMessageCodec,
  emptyData: boolean,
): DnsRecord {
  const { registry } = codec
  const options = { origin: '.', emptyData, codec: { registry } }
  const [record, second] = withoutPlace(() => parseZone(`. 0 ${recordClass} ${type} ${text}`, options))
  // A line end in the text would start another record.
  return record !== undefined && second === undefined && registry.typeCode(record.type) === registry.typeCode(type)
    ? record
    : fail('bad-value', 0, `parse JSON: the data of ${type} is not one record`)
}

/** Removes line and column, which are those of a text assembled here. */
function withoutPlace<Value>(run: () => Value): Value {
  try {
    return run()
  } catch (error) {
    if (error instanceof DnsError) throw new DnsError(error.code, 0, error.message)
    throw error
  }
}

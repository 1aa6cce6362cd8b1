import { fc, test } from '@fast-check/vitest'
import { caught } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  allRecordTypes,
  canonicalRdata,
  type DnsRecord,
  decodeMessage,
  encodeMessage,
  formatRecord,
  type MessageCodec,
  messageCodec,
  parseZone,
  type RecordInit,
  recordTypes,
  typeCode,
} from '../../src/all.js'
import { u8 } from '../../src/fields.js'
import { recordOf } from '../arbitraries.js'
import { dataOf } from '../arbitraries-records.js'
import { damagedInvariant, decoded, encoded } from '../invariants.js'

it('the registry holds each type once, by its number', () => {
  const codes = allRecordTypes.map(type => type.code)
  expect(new Set(codes).size).toBe(codes.length)
  for (const type of allRecordTypes) expect(typeCode(type.name)).toBe(type.code)
})

describe.each(allRecordTypes.map(type => [type.name, type] as const))('%s', (_name, type) => {
  test.prop([recordOf(type)], { numRuns: 40 })('wire and text give the value again', record => {
    if (type.name === 'TSIG') {
      // It signs a message and is part of none of its sections (RFC 8945 4.2).
      const tsig = { ...record, class: 'ANY', ttl: 0, cacheFlush: undefined } as DnsRecord
      expect(decodeMessage(encodeMessage({ tsig })).tsig).toEqual(tsig)
    } else {
      const bytes = encodeMessage({ answers: [record] })
      expect(decodeMessage(bytes, { strict: true }).answers).toEqual([record])
    }
    const shown = { ...record, cacheFlush: undefined }
    expect(parseZone(formatRecord(shown))).toEqual([shown])
  })

  test.prop([recordOf(type)], { numRuns: 20 })('the canonical form is its own canonical form', record => {
    const bytes = canonicalRdata(record)
    expect(canonicalRdata({ ...record, data: { bytes } })).toEqual(bytes)
  })

  test.prop([fc.uint8Array({ maxLength: 60 })], { numRuns: 100 })('any bytes of RDATA are a value or a DnsError', rdata => {
    valueOrRefused(type.name, rdata)
  })

  test.prop([recordOf(type), fc.nat()], { numRuns: 40 })('cut short, it is refused or another value', (record, cut) => {
    const rdata = canonicalRdata(record)
    valueOrRefused(type.name, rdata.slice(0, cut % (rdata.length + 1)))
  })

  it.each([{}, { ...Object.fromEntries(Object.keys(type.fields).map(key => [key, Number.NaN])) }])('data %j is refused', data => {
    const record = { name: '.', type: type.name, data } as RecordInit
    const bytes = encoded(() => encodeMessage({ answers: [record] }))
    const text = encoded(() => formatRecord(record))
    // A type of which every field may be left out takes no data at all, by wire and text alike.
    expect(bytes === undefined).toBe(text === undefined)
    if (bytes !== undefined) expect(decodeMessage(bytes).answers).toHaveLength(1)
  })
})

/** Types whose data is more than a sequence of fields have them for their text only. */
const plainTypes = allRecordTypes.filter(type => type.parse === undefined)

describe.each(plainTypes.map(type => [type.name, type] as const))('the fields of %s and one more', (_name, type) => {
  const fields = { ...type.fields, more: u8 }
  const own = (): MessageCodec => messageCodec([{ name: 'MORE', code: 65_280, fields }]) as MessageCodec

  test.prop([dataOf(type), fc.nat(255)], { numRuns: 20 })('are read back, or the last of them takes the rest', (given, more) => {
    const greedy = Object.keys(type.fields).filter(key => type.fields[key]!.greedy === true)
    if (greedy.length > 0) {
      const refused = {
        code: 'bad-value',
        message: expect.stringMatching(`^make message codec: record type MORE: field ${greedy[0]}:`),
      }
      expect(caught(own)).toMatchObject(refused)
      return
    }
    const data = { ...given, more }
    const codec = own()
    expect(codec.decode(codec.encode({ answers: [{ name: '.', type: 'MORE', data }] })).answers[0]!.data).toEqual(data)
  })
})

/** Decoding refuses the RDATA, and keeps it where it may; or what it gives can be written, on the wire and as text, and read again as the same. */
function valueOrRefused(type: string, rdata: Uint8Array): void {
  const given: RecordInit = { name: '.', type, data: { bytes: rdata } }
  // A TSIG record signs a message, and is part of none of its sections (RFC 8945 4.2).
  const bytes = encodeMessage(type === 'TSIG' ? { tsig: { ...given, class: 'ANY' } } : { answers: [given] })
  damagedInvariant(bytes)
  const message = decoded(() => decodeMessage(bytes))
  if (message === undefined) return
  const { answers, tsig } = message
  expect(decodeMessage(encodeMessage({ answers, tsig }))).toMatchObject({ answers, tsig })
  const record = tsig ?? answers[0]!
  expect(parseZone(formatRecord(record))).toEqual([record])
}

it('the types that are opaque by intent are all that have no codec', () => {
  const known = new Set(allRecordTypes.map(type => type.name))
  expect(Object.keys(recordTypes).filter(name => !known.has(name))).toMatchInlineSnapshot(`
    [
      "OPT",
      "UNECE",
      "ISO",
      "UINFO",
      "UID",
      "GID",
      "UNSPEC",
      "IXFR",
      "AXFR",
      "MAILB",
      "MAILA",
      "ANY",
    ]
  `)
})

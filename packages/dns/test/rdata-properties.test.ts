import { fc, test } from '@fast-check/vitest'
import { throwsOnly } from '@mailwire/tooling/testing'
import { describe, expect, it } from 'vitest'
import {
  allRecordTypes,
  canonicalRdata,
  type DnsRecord,
  decodeMessage,
  encodeMessage,
  formatRecord,
  parseZone,
  recordTypes,
  typeCode,
} from '../src/index.js'
import { recordOf } from './arbitraries.js'

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

  test.prop([fc.uint8Array({ maxLength: 60 })], { numRuns: 100 })('any octets of RDATA are a value or a DnsError', rdata => {
    throwsOnly('DnsError', () => {
      const bytes = encodeMessage({ answers: [{ name: '.', type: type.name, data: { bytes: rdata } }] })
      const { answers } = decodeMessage(bytes)
      const again = encodeMessage({ answers })
      expect(decodeMessage(again, { strict: true }).answers).toEqual(answers)
      expect(parseZone(formatRecord(answers[0]!))).toEqual(answers)
    })
  })

  test.prop([recordOf(type), fc.nat()], { numRuns: 40 })('cut short, it is refused or another value', (record, cut) => {
    throwsOnly('DnsError', () => {
      const rdata = canonicalRdata(record)
      const bytes = rdata.slice(0, cut % (rdata.length + 1))
      decodeMessage(encodeMessage({ answers: [{ ...record, data: { bytes } }] }))
    })
  })

  it.each([{}, { ...Object.fromEntries(Object.keys(type.fields).map(key => [key, Number.NaN])) }])('data %j is refused', data => {
    throwsOnly('DnsError', () => encodeMessage({ answers: [{ name: '.', type: type.name, data }] }))
    throwsOnly('DnsError', () => formatRecord({ name: '.', type: type.name, data }))
  })
})

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

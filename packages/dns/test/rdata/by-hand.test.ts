/** What is written by hand beside a description does what the loop over its fields does, for good data and for bad. */
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { allRecordTypes, canonicalRdata, isDnsError, messageCodec } from '../../src/all.js'
import { decodeData, encodeData } from '../../src/codec.js'
import type { AnyRecordType } from '../../src/rdata/record-type.js'
import { MessageReader } from '../../src/wire/reader.js'
import { MessageWriter } from '../../src/wire/writer.js'
import { recordOf } from '../arbitraries.js'

/** A layout that is no plain row of fields has no loop to be compared with. */
const byHand = allRecordTypes.filter(({ decode, parse }) => decode !== undefined && parse === undefined)

it('the types that most messages are made of have a decode by hand', () => {
  expect(byHand.map(({ name }) => name)).toMatchInlineSnapshot(`
    [
      "A",
      "NS",
      "CNAME",
      "SOA",
      "PTR",
      "MX",
      "TXT",
      "AAAA",
      "SRV",
      "DS",
      "RRSIG",
      "NSEC",
      "DNSKEY",
      "NSEC3",
      "TLSA",
      "SVCB",
      "HTTPS",
      "CAA",
    ]
  `)
})

interface Outcome {
  readonly data?: object
  readonly end?: number
  readonly warnings?: readonly object[]
  readonly fault?: object
}

/** What the type makes of RDATA that stands behind a few bytes of a message, and where it stops. */
function outcome(type: AnyRecordType, rdata: Uint8Array): Outcome {
  const bytes = new Uint8Array(BEFORE.length + rdata.length + 2)
  bytes.set(BEFORE)
  bytes.set(rdata, BEFORE.length)
  const reader = new MessageReader(bytes, BEFORE.length, BEFORE.length + rdata.length)
  try {
    const data = decodeData(messageCodec([type]).registry.find(type.code, 1)!, reader)
    // That an alias of SVCB has parameters is said of two fields, and by no loop.
    return { data, end: reader.pos, warnings: reader.warnings.filter(warning => warning.code !== 'alias-params') }
  } catch (error) {
    if (!isDnsError(error)) throw error
    const { code, offset, message, field } = error
    return { fault: { code, offset, message, field }, warnings: reader.warnings }
  }
}

/** The bytes that the type makes of data, or why it refuses it. */
function written(type: AnyRecordType, data: object): object {
  const writer = new MessageWriter(16)
  writer.name('a.b', true)
  try {
    encodeData(messageCodec([type]).registry.find(type.code, 1)!, writer, data)
    return writer.finish()
  } catch (error) {
    if (!isDnsError(error)) throw error
    const { code, offset, message, field } = error
    return { code, offset, message, field }
  }
}

/** A header, and a name for pointers to point to. */
const BEFORE = Uint8Array.from([...new Array(12).fill(0), 1, 0x61, 1, 0x62, 0])

const described = ({ decode, encode, ...type }: AnyRecordType): AnyRecordType => type

/** By the loop, from the first byte on. */
function encoded(type: AnyRecordType, data: object): Uint8Array {
  const writer = new MessageWriter()
  messageCodec([described(type)])
    .registry.find(type.code, 1)!
    .encode(writer, data)
  return writer.finish()
}

/** What JavaScript callers may give for a field. */
const wrong = fc.constantFrom<unknown>(
  undefined,
  null,
  -1,
  0.5,
  2 ** 32,
  'x',
  'é',
  '',
  [],
  {},
  new Uint8Array(0),
  new Uint8Array(70_000),
)

function expectSame(type: AnyRecordType, rdata: Uint8Array): void {
  expect(outcome(type, rdata)).toEqual(outcome(described(type), rdata))
}

describe.each(byHand.map(type => [type.name, type] as const))('%s by hand is what is described', (_name, type) => {
  test.prop([recordOf(type)], { numRuns: 60 })('for its data', record => {
    const rdata = canonicalRdata(record)
    expectSame(type, rdata)
    // It does not need the loop for good data, which it falls back on for bad.
    expect(type.decode!(new MessageReader(rdata))).toEqual(outcome(described(type), rdata).data)
  })

  test.prop([recordOf(type)], { numRuns: 20 })('for its data cut short anywhere, and with bytes behind', record => {
    const rdata = canonicalRdata(record)
    for (let length = 0; length < rdata.length; length++) expectSame(type, rdata.subarray(0, length))
    expectSame(type, Uint8Array.from([...rdata, 0]))
  })

  test.prop([recordOf(type), fc.nat(), fc.nat(255)], { numRuns: 100 })('for its data with a byte changed', (record, at, byte) => {
    const rdata = canonicalRdata(record)
    if (rdata.length > 0) rdata[at % rdata.length] = byte
    expectSame(type, rdata)
  })

  test.prop([recordOf(type), fc.nat(), wrong], { numRuns: 100 })(
    'for what it writes, good data and wrong',
    (record, at, value) => {
      const data = record.data as object
      expect(written(type, data)).toEqual(written(described(type), data))
      // It does not need the loop for good data.
      const writer = new MessageWriter()
      type.encode?.(writer, data)
      if (type.encode !== undefined) expect(writer.finish()).toEqual(encoded(type, data))
      const keys = Object.keys(data)
      const broken = { ...data, [keys[at % keys.length]!]: value }
      expect(written(type, broken)).toEqual(written(described(type), broken))
    },
  )

  test.prop([fc.uint8Array({ maxLength: 60 })], { numRuns: 200 })('for any bytes', rdata => {
    expectSame(type, rdata)
  })
})

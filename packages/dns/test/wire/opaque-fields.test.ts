/** Opaque bytes of a message: copies that nothing else changes, or with `borrow` views of it. */
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  type AnyMessageInit,
  decodeMessage,
  encodeMessage,
  messageCodec,
  type RecordInit,
  type RecordType,
} from '../../src/all.js'
import { message } from '../arbitraries.js'

/** What the long fields of a message may share a copy of. */
const SHARED = 4096

/** Every array of bytes in a value. */
function arraysIn(value: unknown): Uint8Array[] {
  if (value instanceof Uint8Array) return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(arraysIn) : []
}

/** Records whose opaque fields have lengths on both sides of what is short, and together more than is shared. */
const records = fc
  .array(fc.constantFrom(0, 1, 20, 63, 64, 65, 66, 100, 256, 1000, 2000, 4096, 4097), { maxLength: 12 })
  .map(lengths =>
    lengths.map((length, index): RecordInit => {
      const bytes = Uint8Array.from({ length }, (_, at) => at * 7 + index)
      return index % 3 === 0 && length > 0
        ? { name: 'a.example', type: 'DNSKEY', data: { flags: 257, protocol: 3, algorithm: 8, publicKey: bytes } }
        : { name: 'b.example', type: 65_281, data: { bytes } }
    }),
  )
const opaque = records.map(
  (answers): AnyMessageInit => ({ answers, edns: { options: [{ code: 65_001, data: new Uint8Array(300) }] } }),
)
const any = fc.oneof(opaque, message as fc.Arbitrary<AnyMessageInit>)

const encode = (value: AnyMessageInit): Uint8Array => encodeMessage(value as Parameters<typeof encodeMessage>[0])

describe('copies', () => {
  test.prop([any])('overwriting the message changes no value', value => {
    const bytes = encode(value)
    const decoded = decodeMessage(bytes)
    const before = structuredClone(decoded)
    bytes.fill(0xff)
    expect(decoded).toEqual(before)
  })

  test.prop([any, fc.nat()])('writing into one field changes no other', (value, which) => {
    const fields = arraysIn(decodeMessage(encode(value)))
    if (fields.length === 0) return
    const at = which % fields.length
    const before = fields.map(field => field.slice())
    fields[at]!.forEach((byte, index) => {
      fields[at]![index] = ~byte
    })
    for (const [index, field] of fields.entries()) if (index !== at) expect(field).toEqual(before[index])
  })

  test.prop([any])('a field holds on to itself, or to 4,096 bytes at most', value => {
    const bytes = encode(value)
    for (const { length, buffer } of arraysIn(decodeMessage(bytes))) {
      expect(buffer).not.toBe(bytes.buffer)
      expect(buffer.byteLength).toBeLessThanOrEqual(Math.max(length, SHARED))
      if (length <= 64) expect(buffer.byteLength).toBe(length)
    }
  })

  it('are made anew for a description that reads its bytes twice', () => {
    interface Twice {
      readonly whole: Uint8Array
      readonly part: Uint8Array
    }
    const never = (): never => {
      throw new Error('not called')
    }
    const field = { kind: 'twice', decode: never, encode: never, parse: never, format: never }
    const twice: RecordType<Twice, 'TWICE'> = {
      name: 'TWICE',
      code: 65_282,
      fields: { whole: field, part: field },
      decode: reader => {
        const { pos, end } = reader
        const whole = reader.opaque(end - pos)
        reader.pos = pos
        return { whole, part: reader.opaque(end - pos) }
      },
    }
    const key: RecordInit = { name: '.', type: 65_282, data: { bytes: new Uint8Array(300) } }
    const { answers } = messageCodec([twice]).decode(encodeMessage({ answers: [key, key] }))
    const fields = arraysIn(answers)
    fields[0]!.fill(1)
    expect(fields.map(each => each[0])).toEqual([1, 0, 0, 0])
  })

  it('are plain arrays, of a Buffer too', () => {
    for (const array of arraysIn(decodeMessage(Buffer.from(encode({ answers: [long, short] })))))
      expect(Object.getPrototypeOf(array)).toBe(Uint8Array.prototype)
  })
})

const long: RecordInit = { name: '.', type: 65_281, data: { bytes: new Uint8Array(300).fill(1) } }
const short: RecordInit = { name: '.', type: 65_281, data: { bytes: new Uint8Array(20).fill(2) } }

describe('borrow', () => {
  test.prop([any])('gives the same message', value => {
    const bytes = encode(value)
    expect(decodeMessage(bytes, { borrow: true })).toEqual(decodeMessage(bytes))
  })

  it('gives views of the message, damaged and unknown data and options included, and no decode after it does', () => {
    const https: RecordInit = {
      name: '.',
      type: 'HTTPS',
      data: { priority: 1, target: '.', params: [{ key: 'ech', value: Uint8Array.of(1, 2, 3) }] },
    }
    const damaged: RecordInit = { name: '.', type: 65_281, data: { bytes: Uint8Array.of(1, 2, 3) } }
    const bytes = encode({
      answers: [long, short, https, damaged],
      edns: { options: [{ code: 65_001, data: new Uint8Array(8) }] },
    })
    const at = bytes.findIndex((_, index) => bytes[index] === 0xff && bytes[index + 1] === 0x01 && bytes[index + 9] === 3)
    bytes[at] = 0
    const options = { borrow: true, keepDamaged: true }
    const borrowed = arraysIn(decodeMessage(bytes, options))
    expect(borrowed.map(({ length }) => length)).toEqual([300, 20, 3, 3, 8])
    for (const array of borrowed) expect(array.buffer).toBe(bytes.buffer)
    for (const array of arraysIn(decodeMessage(bytes, { keepDamaged: true }))) expect(array.buffer).not.toBe(bytes.buffer)
    bytes.fill(9)
    for (const array of borrowed) expect(array.every(byte => byte === 9)).toBe(true)
  })
})

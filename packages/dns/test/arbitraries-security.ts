/** Values of the kinds of field that the types of DNSSEC have. */
import { fc } from '@fast-check/vitest'
import { typeName } from '../src/all.js'

const byteArray = (min: number) => fc.uint8Array({ minLength: min, maxLength: 80 })

/** By `Field.kind`. */
export const securityKinds: Record<string, fc.Arbitrary<unknown>> = {
  'bytes-0': byteArray(0),
  'bytes-1': byteArray(1),
  'record-type': fc.nat(0xffff).map(typeName),
  'type-bitmap': fc
    .uniqueArray(fc.integer({ min: 1, max: 0xffff }), { maxLength: 20 })
    .map(codes => codes.sort((a, b) => a - b).map(typeName)),
}

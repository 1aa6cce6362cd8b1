/** NSEC3PARAM: how a zone hashes its names (RFC 5155 4). */
import type { RecordType } from '../record.js'
import { hexCounted } from './fields/binary.js'
import { u8, u16 } from './fields/numbers.js'

export interface Nsec3param {
  readonly hashAlgorithm: number
  readonly flags: number
  readonly iterations: number
  readonly salt: Uint8Array
}

export const nsec3param: RecordType<Nsec3param> = {
  name: 'NSEC3PARAM',
  code: 51,
  anyClass: true,
  fields: { hashAlgorithm: u8, flags: u8, iterations: u16, salt: hexCounted },
}

/** NIMLOC: a Nimrod locator (draft-ietf-nimrod-dns). IN only. */
import type { RecordType } from '../record.js'
import { hexRest } from './fields/binary.js'

export interface Nimloc {
  readonly locator: Uint8Array
}

export const nimloc: RecordType<Nimloc> = {
  name: 'NIMLOC',
  code: 32,
  fields: { locator: hexRest },
}

/** L64: a 64-bit locator (RFC 6742 2.3). */
import type { RecordType } from '../record.js'
import { hexGroups } from './fields/addresses.js'
import { u16 } from './fields/numbers.js'

export interface L64 {
  /** The lowest is tried first. */
  readonly preference: number
  /** Four groups of hex digits. */
  readonly locator64: string
}

export const l64: RecordType<L64> = {
  name: 'L64',
  code: 106,
  anyClass: true,
  fields: { preference: u16, locator64: hexGroups },
}

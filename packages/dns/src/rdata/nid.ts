/** NID: a 64-bit node identifier (RFC 6742 2.1). */
import type { RecordType } from '../record.js'
import { hexGroups } from './fields/addresses.js'
import { u16 } from './fields/numbers.js'

export interface Nid {
  /** The lowest is tried first. */
  readonly preference: number
  /** Four groups of hex digits. */
  readonly nodeId: string
}

export const nid: RecordType<Nid> = {
  name: 'NID',
  code: 104,
  anyClass: true,
  fields: { preference: u16, nodeId: hexGroups },
}

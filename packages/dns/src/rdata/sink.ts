/** SINK: a place for anything (draft-eastlake-kitchen-sink). IN only. */
import type { RecordType } from '../record.js'
import { base64Rest } from './fields/binary.js'
import { u8 } from './fields/numbers.js'

export interface Sink {
  readonly coding: number
  readonly subcoding: number
  readonly content: Uint8Array
}

export const sink: RecordType<Sink> = {
  name: 'SINK',
  code: 40,
  fields: { coding: u8, subcoding: u8, content: base64Rest },
}

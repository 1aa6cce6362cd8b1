/** DOA: digital objects (draft-durand-doa-over-dns). */
import type { RecordType } from '../record.js'
import { base64Dash } from './fields/binary.js'
import { u8, u32 } from './fields/numbers.js'
import { characterString } from './fields/strings.js'

export interface Doa {
  readonly enterprise: number
  readonly objectType: number
  readonly location: number
  readonly mediaType: string
  /** `-` in text for none. */
  readonly data: Uint8Array
}

export const doa: RecordType<Doa> = {
  name: 'DOA',
  code: 259,
  anyClass: true,
  fields: { enterprise: u32, objectType: u32, location: u8, mediaType: characterString, data: base64Dash },
}

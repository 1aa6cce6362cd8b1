/** DOA: a digital object, or where it is (draft-durand-doa-over-dns 3). */

import { base64, checkBytes, rest } from './fields/binary.js'
import { u8, u32 } from './fields/numbers.js'
import { characterString } from './fields/strings.js'
import type { Field, RecordType } from './record-type.js'

export interface Doa {
  readonly enterprise: number
  readonly type: number
  /** 1: `data` is the object; 2: a URI of it; 3: a Handle. */
  readonly location: number
  readonly mediaType: string
  /** May be empty. */
  readonly data: Uint8Array
}

/** Base 64 as one token, as BIND prints it, or `-` for empty data. */
function bytesOrDash(): Field<Uint8Array> {
  const bytes = rest(base64, 0)
  return {
    ...bytes,
    parse: tokens => {
      if (!tokens.atEnd && tokens.peek()!.text !== '-') return bytes.parse(tokens)
      tokens.next('base 64 or -')
      return new Uint8Array(0)
    },
    format: value => base64.format(checkBytes(value, 0, 0xffff)) || '-',
  }
}

export const doa: RecordType<Doa, 'DOA'> = {
  name: 'DOA',
  code: 259,
  anyClass: true,
  fields: { enterprise: u32, type: u32, location: u8, mediaType: characterString, data: /* @__PURE__ */ bytesOrDash() },
}

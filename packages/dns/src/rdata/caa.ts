/** CAA: which authorities may issue certificates for the owner (RFC 8659 4). */

import { u8 } from './fields/numbers.js'
import { stringLike, textToEnd } from './fields/strings.js'
import type { RecordType } from './record-type.js'

export interface Caa {
  /** 128: who does not know the tag must not issue. */
  readonly flags: number
  /** Letters and digits: `issue`, `issuewild`, `iodef`, ... */
  readonly tag: string
  readonly value: string
}

const tag = /* @__PURE__ */ stringLike('caa-tag', 'a tag of letters and digits', /^[A-Za-z0-9]+$/, true)
const value = /* @__PURE__ */ textToEnd('text', 0)

export const caa: RecordType<Caa, 'CAA'> = {
  name: 'CAA',
  code: 257,
  anyClass: true,
  fields: { flags: u8, tag, value },
  decode: reader => ({ flags: reader.u8(), tag: tag.decode(reader), value: value.decode(reader) }),
  encode: (writer, data) => {
    writer.u8(data.flags)
    tag.encode(writer, data.tag)
    value.encode(writer, data.value)
  },
}
